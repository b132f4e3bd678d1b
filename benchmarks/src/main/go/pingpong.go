// Two goroutines and two unbuffered channels: nanoseconds per round trip.
package main

import "time"

func main() {
	rounds(func(size int) float64 {
		ping, pong := make(chan int), make(chan int)
		returned := make(chan int64)
		start := time.Now()
		go func() {
			for i := 0; i < size; i++ {
				pong <- <-ping + 1
			}
		}()
		go func() {
			var count int64
			for i := 0; i < size; i++ {
				ping <- i
				if <-pong == i+1 {
					count++
				}
			}
			returned <- count
		}()
		count := <-returned
		elapsed := time.Since(start)
		check("round trips", int64(size), count)
		return float64(elapsed.Nanoseconds()) / float64(size)
	})
}
