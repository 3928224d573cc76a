package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// manCommand writes the man pages for "make install" and "make release".
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{Use: "man DIR", Short: "Write a man page for each command into a directory", Hidden: true, Args: args(1, 1, "a directory"),
		RunE: func(cmd *cobra.Command, given []string) error { return writeManPages(cmd.Root(), given[0]) }}
}

// writeManPages writes a page for a command and for each visible command below it. The date of the pages is that of
// SOURCE_DATE_EPOCH, so that a release is reproducible.
func writeManPages(root *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root.DisableAutoGenTag = true // the tag would hold the day of the build
	return doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "firedrill " + version, Manual: "firedrill manual"}, dir)
}
