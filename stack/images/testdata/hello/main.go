// Command hello replaces our binary in a test of its image.
package main

import (
	"fmt"
	"os"
)

func main() {
	f, err := os.CreateTemp("", "")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer f.Close()
	fmt.Printf("uid %d, /tmp is writable\n", os.Getuid())
}
