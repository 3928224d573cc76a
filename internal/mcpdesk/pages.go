package mcpdesk

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	// pageSize bounds what one answer shows, in bytes: about two thousand tokens.
	pageSize = 8000
	// keptSize bounds what is kept of what a command says, in bytes.
	keptSize = 1 << 20
	// keptRests bounds how many unread rests are kept.
	keptRests = 32
)

// cut splits a text into a page and the rest, at the end of a line where one is near, and never inside a character.
func cut(text string, size int) (page, rest string) {
	if len(text) <= size {
		return text, ""
	}
	at := size
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	if line := strings.LastIndexByte(text[:at], '\n') + 1; line > size/2 {
		at = line
	}
	return text[:at], text[at:]
}

// shelf keeps what did not fit on a page, so that the rest is of the same answer and no command runs again for it.
type shelf struct {
	mu    sync.Mutex
	next  int
	rests map[string]string
	order []string
}

// put keeps a rest, and says by which cursor it is asked for. Of too many the oldest goes.
func (s *shelf) put(rest string) (cursor string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	cursor = fmt.Sprintf("c%d", s.next)
	if s.rests == nil {
		s.rests = map[string]string{}
	}
	s.rests[cursor], s.order = rest, append(s.order, cursor)
	if len(s.order) > keptRests {
		delete(s.rests, s.order[0])
		s.order = s.order[1:]
	}
	return cursor
}

func (s *shelf) get(cursor string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rest, ok := s.rests[cursor]
	return rest, ok
}

// kept is a writer that keeps the beginning of what a command says, and counts the rest.
type kept struct {
	text    strings.Builder
	dropped int
}

func (k *kept) Write(p []byte) (int, error) {
	room := min(len(p), keptSize-k.text.Len())
	k.text.Write(p[:room])
	k.dropped += len(p) - room
	return len(p), nil
}

// String is what was kept, as valid UTF-8, since the protocol carries nothing else.
func (k *kept) String() string {
	text := strings.ToValidUTF8(k.text.String(), "�")
	if k.dropped > 0 {
		text += fmt.Sprintf("\n[%d more bytes were discarded: ask for less]\n", k.dropped)
	}
	return text
}
