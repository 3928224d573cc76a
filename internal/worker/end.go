package worker

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// endTime bounds the wait for killed processes to be gone.
const endTime = 5 * time.Second

// end kills the workers with a name in this namespace, waits until they are gone, and removes the files they left.
func end(e End) error {
	until := time.Now().Add(endTime)
	for {
		pids, err := workers(e.ID)
		if err != nil {
			return err
		}
		if len(pids) == 0 {
			break
		}
		if time.Now().After(until) {
			return fmt.Errorf("processes %v are still running", pids)
		}
		for _, pid := range pids {
			if p, err := os.FindProcess(pid); err == nil {
				_ = p.Kill() // fails only if it has already ended
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	var errs []error
	for _, path := range e.Remove {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// workers lists the processes of the workers with a name.
func workers(id string) ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		line, err := os.ReadFile("/proc/" + entry.Name() + "/cmdline")
		if err == nil && Named(strings.Split(strings.TrimRight(string(line), "\x00"), "\x00"), id) {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// Named reports whether a command line is that of the worker with the given name.
func Named(args []string, id string) bool {
	n := len(args)
	return n >= 3 && args[n-2] == Command && args[n-1] == id
}

// Command is the subcommand that runs our program as a worker; the worker's name follows it.
const Command = "worker"
