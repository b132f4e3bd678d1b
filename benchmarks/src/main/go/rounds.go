// What all programs share: each line on standard input starts a round, whose figure goes to standard output.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
)

func rounds(round func(size int) float64) {
	size, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fail("size: %v", err)
	}
	requests := bufio.NewScanner(os.Stdin)
	for requests.Scan() {
		runtime.GC()
		fmt.Println(round(size))
	}
}

// check compares a count with what it has to be.
func check(what string, expected, actual int64) {
	if expected != actual {
		fail("%s: %d instead of %d", what, actual, expected)
	}
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}
