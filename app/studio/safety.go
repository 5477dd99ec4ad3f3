package studio

import (
	"context"
	"errors"

	"taglane/app/snapshot"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/words"
)

// Recovery says how a library stands, and what can be done where it cannot be
// opened.
type Recovery struct {
	State   string     `json:"state"`   // open, damaged, newer, or shut for another reason
	Message string     `json:"message"` // why it cannot be opened; "" where it is open
	Folder  string     `json:"folder"`  // the library's
	Offered *Snapshot  `json:"offered"` // the newest that was read through just now and is whole; null for none
	Others  []Snapshot `json:"others"`
}

// Restored is what was put back, or is about to be.
type Restored struct {
	Snapshot *Snapshot `json:"snapshot"` // null: an empty library
	Aside    string    `json:"aside"`    // where all that was there lies; "" where it was whole, and a snapshot of it was taken
	Behind   int       `json:"behind"`   // publications the ledger knew more of
	Again    bool      `json:"again"`    // it is done at the next start
	Message  string    `json:"message"`
}

// openStore opens the library, after what was chosen was put in its place. One
// that cannot be written is opened to be read alone.
func openStore(ctx context.Context, o *Options) (s *store.Store, done *snapshot.Done, err error) {
	from := store.Options{Dir: o.Dir, Now: o.Now, NewID: o.NewID, Build: o.Build}
	if !o.View {
		s, done, err = snapshot.Open(ctx, from)
		o.View = errors.Is(err, store.ErrReadonly)
	}
	if o.View {
		s, err = store.View(ctx, from)
	}
	return s, done, err
}

// tellRestored keeps for the screen what this start put back.
func (s *Studio) tellRestored(done *snapshot.Done, behind int) {
	if done == nil {
		return
	}
	said := taglane.Say("The snapshot was put back. The library as it was before is a snapshot too.")
	switch {
	case done.Snapshot == nil:
		said = taglane.Say("An empty library was begun. All that was there lies in %s.", done.Aside)
	case done.Aside != "":
		said = taglane.Say("The snapshot was put back. All that was there lies in %s.", done.Aside)
	}
	s.keeping.restored = &Restored{Snapshot: done.Snapshot, Aside: done.Aside, Behind: behind, Message: s.Tell(said)}
}

// Restored is what this start put back; nothing where the library is as it was
// left.
func (s *Studio) Restored() Restored {
	if s.keeping.restored == nil {
		return Restored{}
	}
	return *s.keeping.restored
}

// RestoreSnapshot notes that a copy takes the library's place at the next start.
// NotFound: there is no such copy. Refused: it is damaged itself.
func (s *Studio) RestoreSnapshot(ctx context.Context, id string) (Restored, error) {
	one, err := ringOf(s.o).PutBack(id, false)
	if err != nil {
		return Restored{}, err
	}
	return Restored{Snapshot: &one, Again: true, Message: s.say("The snapshot is put back as soon as Taglane starts again. The library as it stands then is kept as a snapshot.")}, nil
}

// Recovery of an open library: all is well.
func (s *Studio) Recovery() Recovery {
	return Recovery{State: "open", Folder: s.o.Dir, Others: []Snapshot{}}
}

// Recoverable says whether something can be put in the place of a library that
// did not open with that error.
func Recoverable(err error) bool {
	return errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrNewer)
}

// RecoveryOf says what can be done about a library that did not open, with that
// error. It tells so in a language.
func RecoveryOf(o Options, opening error, language string) (Recovery, error) {
	out := Recovery{State: "shut", Message: words.In(language).Of(opening), Folder: o.Dir, Others: []Snapshot{}}
	switch {
	case errors.Is(opening, store.ErrDamaged):
		out.State = "damaged"
	case errors.Is(opening, store.ErrNewer):
		out.State = "newer"
	default:
		return out, nil
	}
	var err error
	out.Offered, out.Others, err = ringOf(o).Offered()
	return out, err
}

// Choose notes what takes the place of a library that did not open with that
// error, when it is opened next: a copy, or with "" an empty library. It is
// moved aside whole. Refused: the copy is damaged, or nothing is wrong with the
// library. Errors of a library that is only shut are that error.
func Choose(o Options, opening error, id string) error {
	switch {
	case opening == nil:
		return taglane.Errorf(taglane.Refused, "Nothing is wrong with the library, so it stays.")
	case !Recoverable(opening):
		return opening
	case id == "":
		return ringOf(o).Empty()
	}
	_, err := ringOf(o).PutBack(id, true)
	return err
}
