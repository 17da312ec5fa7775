// Command bao is OpenBao as its own module builds it; here so that tests have a real one.
package main

import (
	"os"

	"github.com/openbao/openbao/command"
)

func main() {
	os.Exit(command.Run(os.Args[1:]))
}
