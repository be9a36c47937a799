package flow

// Predicates over a case's shape: what its process's form was when the case began. A case keeps its shape, so that its
// history replays; process.Shape is the newest.

// advancesLocally tells whether a case asks the database within its workflow task, as a local activity, and not by one of its
// own, which costs the engine two tasks more (shape 2).
func (c Case) advancesLocally() bool { return c.Shape >= 2 }
