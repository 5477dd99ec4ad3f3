package team

import (
	"context"
	"errors"
	"io"

	"github.com/nats-io/nats.go/jetstream"

	"taglane/app/taglane"
)

// Has looks whether the object store holds a file of that name whole.
func (h *Hub) Has(ctx context.Context, name string) (bool, error) {
	if !named.MatchString(name) {
		return false, noName()
	}
	ctx, cancel := h.asking(ctx)
	defer cancel()
	_, err := h.files.GetInfo(ctx, name)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return false, nil
	}
	return err == nil, hubbed(err)
}

// Put leaves a file; the object store shows it once all of it is there. The
// bytes are compared with the name as they go, and taken back if they differ.
func (h *Hub) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	if has, err := h.Has(ctx, name); has || err != nil {
		return err
	}
	read, write := io.Pipe()
	go func() { write.CloseWithError(Copy(ctx, write, r, name)) }()
	_, err := h.files.Put(ctx, jetstream.ObjectMeta{Name: name}, read)
	read.CloseWithError(io.ErrClosedPipe)
	if taglane.KindOf(err) == taglane.Invalid {
		return err
	}
	return hubbed(err)
}

// Get writes a file out and compares it with its name.
func (h *Hub) Get(ctx context.Context, name string, w io.Writer) error {
	if !named.MatchString(name) {
		return noName()
	}
	o, err := h.files.Get(ctx, name)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return taglane.Wrap(err, taglane.NotFound, "This file has not come to the hub yet.")
	}
	if err != nil {
		return hubbed(err)
	}
	defer o.Close()
	return hubbed(Copy(ctx, w, o, name))
}
