// As many producers as consumers over a channel with a buffer of 100: nanoseconds per value.
package main

import (
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	producers := number(2)
	rounds(func(size int) float64 {
		each := size / producers
		values := make(chan int, 100)
		var received int64
		var done sync.WaitGroup
		done.Add(2 * producers)
		start := time.Now()
		for p := 0; p < producers; p++ {
			go func() {
				for i := 0; i < each; i++ {
					values <- i & 63
				}
				done.Done()
			}()
			go func() {
				var sum int64
				for i := 0; i < each; i++ {
					sum += int64(<-values)
				}
				atomic.AddInt64(&received, sum)
				done.Done()
			}()
		}
		done.Wait()
		elapsed := time.Since(start)
		check("sum of the values", int64(producers)*sum(each), received)
		return float64(elapsed.Nanoseconds()) / float64(each*producers)
	})
}
