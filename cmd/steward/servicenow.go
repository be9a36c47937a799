package main

import (
	"fmt"
	"io"
	"os"

	"steward/servicenow"
)

// readServiceNow reads a log; what is wrong with it is told line by line.
func readServiceNow(file string, told io.Writer) (servicenow.Log, error) {
	f, err := os.Open(file)
	if err != nil {
		return servicenow.Log{}, err
	}
	defer func() { _ = f.Close() }()
	log, err := servicenow.Read(f)
	if errs := servicenow.ErrorsOf(err); errs != nil {
		fmt.Fprintln(told, errs.Error())
		return log, fmt.Errorf("%s has %d errors; nothing was done", file, len(errs))
	}
	return log, err
}
