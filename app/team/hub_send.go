package team

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// messageBytes is about how much a message holds; a longer line goes in parts.
const messageBytes = 256 << 10

// Send adds the own lines that the stream does not hold; see Exchange. Whether
// an unanswered message arrived is read from the stream, never guessed.
func (h *Hub) Send(ctx context.Context, from Mark, own Log) (Mark, error) {
	m, begun, err := h.stand(ctx, from, own)
	if err != nil {
		return from, err
	}
	for {
		edits, err := own(ctx, m.Seq, batch)
		if err == nil && len(edits) == 0 && m.Seq > from.Seq {
			err = hubbed(h.conn.Publish(h.told(h.device), nil))
		}
		if err != nil || len(edits) == 0 {
			return m, err
		}
		if m, err = h.write(ctx, m, begun, edits); err != nil {
			return m, err
		}
		begun = 0
	}
}

// stand is where the own lines end in the stream, and how many bytes of the
// next line are there already.
func (h *Hub) stand(ctx context.Context, from Mark, own Log) (m Mark, begun int, err error) {
	last, err := h.lastOwn(ctx)
	if err != nil {
		return from, 0, err
	}
	m = from
	if from.Seq > 0 {
		if err := same(ctx, from, own); err != nil {
			return from, 0, err
		}
	}
	if from.Seq == 0 || uint64(from.Offset) > last { // the stream was made anew
		m = Mark{}
	}
	m.Fault, m.Segment = Whole, 0
	var part []byte
	err = h.each(ctx, h.subject(h.device), uint64(m.Offset), last, func(number uint64, _ string, text []byte) error {
		part = append(part, text...)
		p := follow(h.device, Mark{Seq: m.Seq, Hash: m.Hash, Prev: m.Prev}, part, true)
		if p.next.Fault == Broken || p.next.Fault == Rewritten {
			return forked()
		}
		if _, err := agree(ctx, m, p.edits, own); err != nil {
			return err
		}
		m.Offset = int64(number)
		m.Seq, m.Hash, m.Prev = p.next.Seq, p.next.Hash, p.next.Prev
		part = part[p.next.Offset:]
		return nil
	})
	if err != nil || len(part) == 0 {
		return m, 0, err
	}
	return m, len(part), begins(ctx, m, part, own)
}

// Agreed follows the own lines for as long as they are the log's; see Exchange.
func (h *Hub) Agreed(ctx context.Context, own Log) (uint64, error) {
	last, err := h.lastOwn(ctx)
	if err != nil {
		return 0, err
	}
	var m Mark
	var part []byte
	err = h.each(ctx, h.subject(h.device), 0, last, func(_ uint64, _ string, text []byte) error {
		part = append(part, text...)
		p := follow(h.device, Mark{Seq: m.Seq, Hash: m.Hash}, part, true)
		n, err := agree(ctx, m, p.edits, own)
		if err != nil {
			m.Seq = n
			return err
		}
		m, part = Mark{Seq: p.next.Seq, Hash: p.next.Hash}, part[p.next.Offset:]
		return nil
	})
	return m.Seq, unlessConflict(err)
}

// begins says that part is the beginning of the own line behind a mark.
func begins(ctx context.Context, m Mark, part []byte, own Log) error {
	edits, err := own(ctx, m.Seq, 1)
	if err != nil {
		return err
	}
	if len(edits) == 0 {
		return older()
	}
	line, _, err := edit.Encode(m.Hash, edits[0])
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, part) {
		return forked()
	}
	return nil
}

// lastOwn is the number of the last message this device left; 0 for none.
func (h *Hub) lastOwn(ctx context.Context) (uint64, error) {
	ctx, cancel := h.asking(ctx)
	defer cancel()
	s, err := h.js.Stream(ctx, h.stream())
	if err != nil {
		return 0, hubbed(err)
	}
	m, err := s.GetLastMsgForSubject(ctx, h.subject(h.device))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, hubbed(err)
	}
	return m.Sequence, nil
}

// write adds edits behind a mark. Of the first line, begun bytes are there.
func (h *Hub) write(ctx context.Context, m Mark, begun int, edits []edit.Edit) (Mark, error) {
	next := m
	var text []byte
	for _, e := range edits {
		line, hash, err := edit.Encode(next.Hash, e)
		if err != nil {
			return m, err
		}
		if len(text) > 0 && len(text)+len(line) > messageBytes {
			if next.Offset, err = h.publish(ctx, next, text); err != nil {
				return m, err
			}
			m, text = next, nil
		}
		text = append(text, line[begun:]...)
		begun = 0
		next.Seq, next.Prev, next.Hash = e.Seq, next.Hash, hash
	}
	var err error
	if next.Offset, err = h.publish(ctx, next, text); err != nil {
		return m, err
	}
	return next, nil
}

// publish leaves text, which ends with the line of the mark, behind the message
// that the mark's Offset names, and returns the number of the last message.
func (h *Hub) publish(ctx context.Context, m Mark, text []byte) (int64, error) {
	most := min(messageBytes, int(h.conn.MaxPayload())-4<<10)
	if most <= 0 {
		return m.Offset, taglane.Errorf(taglane.Refused, "The hub takes no messages that are large enough.")
	}
	behind := m.Offset
	for len(text) > 0 {
		part := text[:min(most, len(text))]
		text = text[len(part):]
		n, err := h.leave(ctx, uint64(behind), &nats.Msg{Subject: h.subject(h.device), Data: part},
			fmt.Sprintf("%s-%d-%d", h.device, m.Seq, len(text)))
		if err != nil {
			return behind, err
		}
		behind = int64(n)
	}
	return behind, nil
}

// leave publishes one message behind another of this device's.
func (h *Hub) leave(ctx context.Context, behind uint64, m *nats.Msg, id string) (uint64, error) {
	ctx, cancel := h.asking(ctx)
	defer cancel()
	ack, err := h.js.PublishMsg(ctx, m, jetstream.WithMsgID(id), jetstream.WithExpectLastSequencePerSubject(behind), jetstream.WithExpectStream(h.stream()))
	var api *jetstream.APIError
	if errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence {
		return 0, taglane.Wrap(err, taglane.Later, "Lines of this device came to the hub another way just now. They are compared at the next sync.")
	}
	if err != nil {
		return 0, hubbed(err)
	}
	return ack.Sequence, nil
}
