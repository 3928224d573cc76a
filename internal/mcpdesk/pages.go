package mcpdesk

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	// pageSize bounds one page of an answer, in bytes: about two thousand tokens.
	pageSize = 8000
	// keptSize bounds the stored output of a command, in bytes.
	keptSize = 1 << 20
	// keptRests bounds the number of stored unread rests.
	keptRests = 32
)

// cut splits a text into a page and the rest, at the end of a line if one is near, and never inside a character.
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

// shelf stores the rests of long answers. Later pages come from the same answer, so the command does not run again.
type shelf struct {
	mu    sync.Mutex
	next  int
	rests map[string]string
	order []string
}

// put stores a rest, and returns the cursor to read it. If there are too many, it drops the oldest.
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

// kept is a writer that stores the beginning of a command's output, and counts the rest.
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

// String returns the stored output as valid UTF-8, which the protocol requires.
func (k *kept) String() string {
	text := strings.ToValidUTF8(k.text.String(), "�")
	if k.dropped > 0 {
		text += fmt.Sprintf("\n[%d more bytes were discarded: ask for less]\n", k.dropped)
	}
	return text
}
