package team

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"taglane/app/edit"
)

// all is the device under whose name Marks keeps how far the stream itself was
// read: its Hash is when the stream was made.
const all = ""

// Receive reads the stream from where it was left, and first what is missing of
// a line that had not come whole; see Exchange. A stream that was made anew is
// read from its first message.
func (h *Hub) Receive(ctx context.Context, from Marks, take func([]edit.Edit) error) (Marks, error) {
	made, last, err := h.state(ctx)
	if err != nil {
		return from, err
	}
	r := inbox{take: take, marks: maps.Clone(from), parts: map[string][]byte{}}
	if r.marks == nil || r.marks[all].Hash != made {
		r.marks = Marks{all: {Hash: made}}
	}
	at := uint64(r.marks[all].Offset)
	for _, device := range slices.Sorted(maps.Keys(r.marks)) {
		if m := r.marks[device]; m.Fault == Half {
			if err := h.each(ctx, h.subject(device), uint64(m.Offset), at, r.message); err != nil {
				return r.marks, err
			}
		}
	}
	if err := errors.Join(h.each(ctx, h.subject("*"), at, last, r.message), r.handOn(at)); err != nil {
		return r.marks, err
	}
	return r.marks, r.handOn(last)
}

// inbox follows the lines of all devices.
type inbox struct {
	take  func([]edit.Edit) error
	marks Marks             // what take has taken
	next  Marks             // what it will have taken
	edits []edit.Edit       // that it has not seen yet
	parts map[string][]byte // messages that end inside a line
}

func (r *inbox) mark(device string) Mark {
	if m, ok := r.next[device]; ok {
		return m
	}
	return r.marks[device]
}

// message takes one message in. Its lines count once they are all whole.
func (r *inbox) message(number uint64, device string, text []byte) error {
	m := r.mark(device)
	if !deviceFolder.MatchString(device) || int64(number) <= m.Offset || m.Fault == Broken || m.Fault == Rewritten {
		return nil
	}
	text = append(r.parts[device], text...)
	p := follow(device, Mark{Seq: m.Seq, Hash: m.Hash, Prev: m.Prev}, text, true)
	delete(r.parts, device)
	switch {
	case p.next.Fault == Half && len(text) <= readMost:
		r.parts[device], m.Fault = text, Half
	case p.next.Fault != Whole:
		m.Fault = p.next.Fault
		if m.Fault == Half {
			m.Fault = Broken // longer than any line
		}
	default:
		m = p.next
		m.Offset = int64(number)
		r.edits = append(r.edits, p.edits...)
	}
	if r.next == nil {
		r.next = Marks{}
	}
	r.next[device] = m
	if len(r.edits) >= batch {
		return r.handOn(number)
	}
	return nil
}

// handOn gives away what was read up to a message of the stream.
func (r *inbox) handOn(number uint64) error {
	if len(r.edits) > 0 {
		if err := r.take(r.edits); err != nil {
			return err
		}
	}
	maps.Copy(r.marks, r.next)
	s := r.marks[all]
	s.Offset = max(s.Offset, int64(number))
	r.marks[all], r.next, r.edits = s, nil, nil
	return nil
}

// state says when the stream was made, and the number of its last message.
func (h *Hub) state(ctx context.Context) (made string, last uint64, err error) {
	ctx, cancel := h.asking(ctx)
	defer cancel()
	s, err := h.js.Stream(ctx, h.stream())
	if err != nil {
		return "", 0, hubbed(err)
	}
	info := s.CachedInfo()
	return info.Created.UTC().Format(time.RFC3339Nano), info.State.LastSeq, nil
}

// few is how many messages are asked for one by one; for more, the server is
// told to send them.
const few = 8

// each hands over the messages of a subject after one number up to another, in
// order.
func (h *Hub) each(ctx context.Context, subject string, after, until uint64, do func(number uint64, device string, text []byte) error) error {
	switch {
	case after >= until:
		return nil
	case until-after <= few:
		return h.some(ctx, subject, after, until, do)
	}
	ctx, cancel := h.unbroken(ctx)
	defer cancel()
	late := time.AfterFunc(patience, cancel)
	defer late.Stop()
	c, err := h.js.OrderedConsumer(ctx, h.stream(), jetstream.OrderedConsumerConfig{FilterSubjects: []string{subject},
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: after + 1, InactiveThreshold: patience})
	if err != nil {
		return hubbed(err)
	}
	if info := c.CachedInfo(); info != nil && info.NumPending == 0 {
		return nil
	}
	messages, err := c.Messages()
	if err != nil {
		return hubbed(err)
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return hubbed(err)
		}
		late.Reset(patience)
		meta, err := m.Metadata()
		if err != nil {
			return hubbed(err)
		}
		number := meta.Sequence.Stream
		if number > until {
			return nil
		}
		if err := do(number, h.deviceOf(m.Subject()), m.Data()); err != nil || number == until || meta.NumPending == 0 {
			return err
		}
	}
}

func (h *Hub) some(ctx context.Context, subject string, after, until uint64, do func(number uint64, device string, text []byte) error) error {
	ctx, cancel := h.asking(ctx)
	defer cancel()
	s, err := h.js.Stream(ctx, h.stream())
	if err != nil {
		return hubbed(err)
	}
	for after < until {
		m, err := s.GetMsg(ctx, after+1, jetstream.WithGetMsgSubject(subject))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return nil
		}
		if err != nil {
			return hubbed(err)
		}
		if m.Sequence > until {
			return nil
		}
		if err := do(m.Sequence, h.deviceOf(m.Subject), m.Data); err != nil {
			return err
		}
		after = m.Sequence
	}
	return nil
}
