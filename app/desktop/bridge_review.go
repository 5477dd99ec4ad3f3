package desktop

import (
	"taglane/app/studio"
	"taglane/app/taglane"
)

// ReviewRoom writes a room into a folder the person gave.
func (b *Bridge) ReviewRoom(clip taglane.ID, o studio.RoomOptions) (studio.Handed, error) {
	return guard(b, func() (studio.Handed, error) {
		if err := mayWrite(b, o.Folder); err != nil {
			return studio.Handed{}, err
		}
		return b.studio.ReviewRoom(b.ctx(), clip, o)
	})
}

// TakeAnswer takes in what a guest sent: the text, or what is in the file.
func (b *Bridge) TakeAnswer(text string) (studio.GuestsAnswer, error) {
	return guard(b, func() (studio.GuestsAnswer, error) { return b.studio.TakeAnswer(b.ctx(), []byte(text)) })
}

// TakeAnswerFile takes in a file that was dropped into the window.
func (b *Bridge) TakeAnswerFile(path string) (studio.GuestsAnswer, error) {
	return guard(b, func() (studio.GuestsAnswer, error) {
		if !b.shell.granted(path) {
			return studio.GuestsAnswer{}, errNoFileGiven
		}
		return b.studio.TakeAnswerFile(b.ctx(), path)
	})
}
