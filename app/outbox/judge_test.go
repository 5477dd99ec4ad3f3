package outbox

import (
	"bytes"
	"errors"
	"fmt"

	"taglane/app/platform"
)

var errLaw = errors.New("broken law")

func lawless(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errLaw}, args...)...)
}

// judge runs the schedule to its end, answering for the person, and says which law was broken.
func (w *world) judge() (unsure bool, err error) {
	if !w.run(false) {
		return false, lawless("never rests: %+v", w.row())
	}
	if unsure = w.row().Wait == WaitsUnsure; unsure {
		if err := w.judgeUnsure(); err != nil {
			return true, err
		}
		if !w.run(true) {
			return true, lawless("never rests after the answer: %+v", w.row())
		}
	}
	r := w.row()
	switch {
	case w.lied != nil:
		return unsure, w.lied
	case len(w.posts) > 1:
		return unsure, lawless("posted %d times", len(w.posts))
	case w.follows && r.Stage == Tagged && r.Post.ID == "" && r.withdrawn():
		// Nobody can change a post whose name nobody knows, and a person is told.
	case r.Stage != Tagged || r.Wait != NotWaiting:
		return unsure, lawless("ended at %s, waiting %q: %s", r.Stage, r.Wait, r.FaultMessage)
	case len(w.posts) != 1:
		return unsure, lawless("tagged without a post")
	case w.receipts == 0:
		return unsure, lawless("no receipt")
	case !unsure && (r.Post.ID != "post 1" || w.tags["post 1"] == 0 || len(w.tags) != 1):
		return unsure, lawless("post %+v, tags %v", r.Post, w.tags)
	case w.after && r.Post.ID != "":
		if err := w.judgeAfter(); err != nil {
			return unsure, err
		}
	}
	return unsure, w.judgeThrift()
}

// judgeAfter wants the post to carry what the person asked for, and the row to
// say so, and what is missing.
func (w *world) judgeAfter() error {
	r, want := w.row(), changed.Revision.Digest
	switch {
	case w.says[r.Post.ID] != [2]string{want, want}:
		return lawless("the post says %v, not %s", w.says[r.Post.ID], want)
	case r.Carried() != want || r.Wanted != "" || r.Updated:
		return lawless("the row thinks the post carries %s, and wants %q", r.Carried(), r.Wanted)
	case len(r.Losses) != 1:
		return lawless("what the post does not carry is told as %v", r.Losses)
	case r.Post.Link == "" || r.Linking:
		return lawless("the post has no address")
	}
	return nil
}

// judgeUnsure allows asking a person only where nobody else can know.
func (w *world) judgeUnsure() error {
	r := w.row()
	handle := w.uploads[string(r.Session)] != nil
	real := false
	for _, d := range w.at {
		real = real || d != declined && d != expired && d != asleep && d != setBack
	}
	switch {
	case !real && w.repeat != platform.RepeatUnknown:
		return lawless("unsure though nothing went wrong that nobody can tell")
	case len(w.at) == 0:
		return lawless("unsure though nothing went wrong")
	case w.search && len(w.posts) > 0:
		return lawless("unsure though the post can be found")
	case !r.asking():
		return lawless("unsure though nothing public was asked for")
	case w.repeat == platform.RepeatBlind && !w.fused:
		if !bytes.Contains(w.pages[0], []byte(`"kind":"sent"`)) {
			return lawless("unsure though the connection was never opened")
		}
	case handle && w.repeat != platform.RepeatUnknown:
		return lawless("unsure though the handle answers")
	case handle && len(w.posts) > 0:
		return lawless("unsure though the handle knows of the post")
	}
	return nil
}

// judgeThrift allows one piece to be sent again per cut, and nothing more.
func (w *world) judgeThrift() error {
	for _, d := range w.at {
		if d == gone || d == restored || d == login {
			return nil
		}
	}
	if w.opened == 1 && w.sent > clipSize+int64(len(w.at))*pieceSize {
		return lawless("sent %d bytes for %d", w.sent, clipSize)
	}
	return nil
}
