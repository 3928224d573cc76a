package shop

import (
	"container/list"
	"sync"
)

// local is a small LRU copy of the cache in the process. A nil local holds nothing.
type local struct {
	mu    sync.Mutex
	size  int
	order *list.List // of *localEntry, the last used one first
	byKey map[string]*list.Element
}

type localEntry struct {
	key   string
	entry entry
}

func newLocal(size int) *local {
	if size == 0 {
		return nil
	}
	return &local{size: size, order: list.New(), byKey: make(map[string]*list.Element, size)}
}

func (l *local) get(key string) entry {
	if l == nil {
		return entry{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	at, ok := l.byKey[key]
	if !ok {
		return entry{}
	}
	l.order.MoveToFront(at)
	return at.Value.(*localEntry).entry
}

func (l *local) put(key string, e entry) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, ok := l.byKey[key]; ok {
		at.Value.(*localEntry).entry = e
		l.order.MoveToFront(at)
		return
	}
	l.byKey[key] = l.order.PushFront(&localEntry{key, e})
	if l.order.Len() > l.size {
		last := l.order.Back()
		delete(l.byKey, last.Value.(*localEntry).key)
		l.order.Remove(last)
	}
}
