// One receives from 2 or 10 channels with a buffer of 100 each, each with a producer: nanoseconds per value.
package main

import "time"

func main() {
	channels := number(2)
	rounds(func(size int) float64 {
		each := size / channels
		c := make([]chan int, 10)
		for i := 0; i < channels; i++ {
			c[i] = make(chan int, 100)
		}
		received := make(chan int64)
		start := time.Now()
		for _, values := range c[:channels] {
			go func(values chan int) {
				for i := 0; i < each; i++ {
					values <- i & 63
				}
			}(values)
		}
		go func() {
			if channels == 2 {
				received <- two(c, 2*each)
			} else {
				received <- ten(c, channels*each)
			}
		}()
		total := <-received
		elapsed := time.Since(start)
		check("sum of the values", int64(channels)*sum(each), total)
		return float64(elapsed.Nanoseconds()) / float64(each*channels)
	})
}

func two(c []chan int, n int) (sum int64) {
	var v int
	for i := 0; i < n; i++ {
		select {
		case v = <-c[0]:
		case v = <-c[1]:
		}
		sum += int64(v)
	}
	return
}

func ten(c []chan int, n int) (sum int64) {
	var v int
	for i := 0; i < n; i++ {
		select {
		case v = <-c[0]:
		case v = <-c[1]:
		case v = <-c[2]:
		case v = <-c[3]:
		case v = <-c[4]:
		case v = <-c[5]:
		case v = <-c[6]:
		case v = <-c[7]:
		case v = <-c[8]:
		case v = <-c[9]:
		}
		sum += int64(v)
	}
	return
}
