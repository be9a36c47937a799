/** What the requester's side thought of a closed ticket. */
export const rating = {
  title: "Rating",
  ask: "How did we do?",
  how: "How content are you with the way this was handled?",
  star: { "1": "1 star: very poor", "2": "2 stars: poor", "3": "3 stars: fair", "4": "4 stars: good", "5": "5 stars: excellent" },
  given: "{{stars}} of 5 stars",
  choose: "Choose one to five stars.",
  comment: "What was good, what should be better? (optional)",
  send: "Send the rating",
  change: "Change the rating",
  until: "Can be changed until",
  hint: "You can change it for 12 hours afterwards.",
}
