package drill

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// goodbye is the message with which a controller dismisses its watchdog when nothing is left to watch.
const goodbye = "goodbye\n"

// Watchdog is the controller's handle on the process that undoes a run when the controller dies.
type Watchdog struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser
}

// StartWatchdog starts our own binary, with args that name the journal. It must be running before the first fault. It
// has its own session, so that neither Ctrl-C nor a closed terminal ends it with the controller.
func StartWatchdog(binary string, args, env []string) (*Watchdog, error) {
	cmd := exec.Command(binary, args...)
	cmd.Env = env
	cmd.SysProcAttr = ownSession()
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start watchdog: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start watchdog: %w", err)
	}
	return &Watchdog{cmd: cmd, pipe: pipe}, nil
}

// Dismiss tells the watchdog that nothing is left to undo, and waits for it to exit.
func (w *Watchdog) Dismiss() error {
	_, err := io.WriteString(w.pipe, goodbye)
	return errors.Join(err, w.pipe.Close(), w.cmd.Wait())
}

// Watch waits in the watchdog until its input ends. It returns true when the pipe closed without a goodbye.
func Watch(stdin io.Reader) bool {
	message, _ := bufio.NewReader(stdin).ReadString('\n') // any end of the pipe without a goodbye means that the controller died
	return message != goodbye
}

// takeOverTime bounds the wait for a dead controller's lock to be released.
const takeOverTime = 5 * time.Second

// TakeOver opens the journal of a controller that has just died. The kernel releases its lock slightly later.
func TakeOver(ctx context.Context, path, by string) (*Journal, error) {
	ctx, cancel := context.WithTimeout(ctx, takeOverTime)
	defer cancel()
	for {
		j, err := OpenJournal(path, by)
		if !errors.Is(err, ErrHeld) {
			return j, err
		}
		if serr := sleepUntil(ctx, time.Now().Add(20*time.Millisecond)); serr != nil {
			return nil, err
		}
	}
}
