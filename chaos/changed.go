package chaos

// ChangeLab is a lab that keeps account of changes, as a shop does of its deploys. A fault that such an account would
// show, and that is not made through the containers, notes it there, in words that say what was changed and not that it
// is a fault.
type ChangeLab interface {
	Changed(what string)
}

// NoteChange notes a change in a lab that keeps account of them.
func NoteChange(lab Lab, what string) {
	if l, ok := lab.(ChangeLab); ok && what != "" {
		l.Changed(what)
	}
}
