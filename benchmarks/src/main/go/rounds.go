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
	size := number(1)
	requests := bufio.NewScanner(os.Stdin)
	for requests.Scan() {
		runtime.GC()
		fmt.Println(round(size))
	}
}

// number is the n-th argument.
func number(n int) int {
	value, err := strconv.Atoi(os.Args[n])
	if err != nil {
		fail("argument %d: %v", n, err)
	}
	return value
}

// sum is that of the values that a producer sends.
func sum(each int) (sum int64) {
	for i := 0; i < each; i++ {
		sum += int64(i & 63)
	}
	return
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
