package review

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"taglane/app/taglane"
)

// GuestID is who a guest of a room is in the library. Whoever has not the
// guest's secret cannot be taken for them, and no guest is taken for a member.
func GuestID(room taglane.ID, key string) taglane.ID {
	sum := sha256.Sum256([]byte("taglane guest 1\n" + string(room) + "\n" + key))
	return taglane.ID("guest-" + hex.EncodeToString(sum[:16]))
}

// IDOf is what a guest's remark is called in the library.
func IDOf(guest, remark taglane.ID) taglane.ID { return guest + "-" + remark }

// OwnID is what a guest calls a comment of the library, "" where it is not theirs.
func OwnID(guest, comment taglane.ID) taglane.ID {
	own, is := strings.CutPrefix(string(comment), string(guest)+"-")
	if !is {
		return ""
	}
	return taglane.ID(own)
}

// Said is an answer as the library takes it. Refused: it is not an answer to
// this room, or says what the room does not ask for. now bounds the guest's
// clock, which may say anything.
func (a Answer) Said(room taglane.Room, now time.Time) (taglane.GuestSaid, error) {
	switch {
	case a.Room != room.ID || a.Clip != room.Clip || a.Digest != room.Digest:
		return taglane.GuestSaid{}, taglane.Errorf(taglane.Refused, "The answer is to another review.")
	case len(a.Remarks) > 0 && !room.Rights.Comment:
		return taglane.GuestSaid{}, taglane.Errorf(taglane.Refused, "This review takes no comments.")
	case a.Verdict != nil && !room.Rights.Approve:
		return taglane.GuestSaid{}, taglane.Errorf(taglane.Refused, "This review asks for no verdict.")
	}
	guest := GuestID(room.ID, a.Key)
	own := map[taglane.ID]bool{}
	for _, r := range a.Remarks {
		own[r.ID] = true
	}
	at := func(t time.Time) time.Time {
		t = t.UTC().Truncate(time.Millisecond)
		if t.After(now) {
			t = now
		}
		if t.Before(room.At) {
			t = room.At
		}
		return t
	}
	said := taglane.GuestSaid{Clip: room.Clip, Version: room.Version, Guest: taglane.Member{ID: guest, Name: a.Name, Colour: colourOf(guest), Guest: true}}
	for _, r := range a.Remarks {
		id := IDOf(guest, r.ID)
		c := taglane.Comment{ID: id, Clip: room.Clip, Frame: r.Frame, Out: r.Out, Author: guest, Name: a.Name, At: at(r.At), Reply: r.Reply, Drawing: r.Drawing,
			Texts: []taglane.Text{{ID: id, Text: r.Text, By: a.Name, At: at(r.At)}}}
		if own[r.Reply] {
			c.Reply = IDOf(guest, r.Reply)
		}
		said.Comments = append(said.Comments, c)
	}
	slices.SortStableFunc(said.Comments, func(x, y taglane.Comment) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.ID, y.ID)) })
	if j := a.Verdict; j != nil {
		said.Verdict = &taglane.Verdict{Clip: room.Clip, Digest: room.Digest, Member: guest, N: j.N, Answer: j.Answer, Note: j.Note, At: at(j.At)}
	}
	return said, nil
}

// colourOf gives each guest one of the eight colours.
func colourOf(guest taglane.ID) int {
	sum := sha256.Sum256([]byte(guest))
	return int(sum[0])%8 + 1
}
