// A goroutine creates many that each add 1 and end: nanoseconds per goroutine.
package main

import (
	"sync/atomic"
	"time"
)

func main() {
	rounds(func(size int) float64 {
		var count int64
		done := make(chan struct{})
		start := time.Now()
		go func() {
			for i := 0; i < size; i++ {
				go func() {
					if atomic.AddInt64(&count, 1) == int64(size) {
						close(done)
					}
				}()
			}
		}()
		<-done
		elapsed := time.Since(start)
		check("goroutines that ran", int64(size), atomic.LoadInt64(&count))
		return float64(elapsed.Nanoseconds()) / float64(size)
	})
}
