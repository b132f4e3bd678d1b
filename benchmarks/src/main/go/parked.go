// Many parked goroutines: bytes of heap and stacks per goroutine, after a collection.
package main

import (
	"runtime"
	"sync"
)

func main() {
	// Measured once: Go keeps the descriptors of goroutines for ever, so a later round would not see them.
	before := used()
	rounds(func(size int) float64 {
		release := make(chan struct{})
		var arrived, gone sync.WaitGroup
		arrived.Add(size)
		gone.Add(size)
		for i := 0; i < size; i++ {
			go func() {
				arrived.Done()
				<-release
				gone.Done()
			}()
		}
		arrived.Wait()
		check("goroutines but for main", int64(size), int64(runtime.NumGoroutine()-1))
		bytes := used() - before
		close(release)
		gone.Wait()
		return float64(bytes) / float64(size)
	})
}

func used() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc + stats.StackInuse)
}
