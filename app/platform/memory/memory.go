package memory

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Service is one account on the platform in memory.
type Service struct {
	far        *far
	fused      bool
	repeat     platform.ReleaseRepeat
	processing int
	finds      bool
	lacks      []string // products that are not in the catalog
	wait       func(ctx context.Context, n int) error
}

var (
	_ platform.Publisher = (*Service)(nil)
	_ platform.Tagger    = (*Service)(nil)
	_ platform.Finder    = (*Service)(nil)
	_ platform.Losing    = (*Service)(nil)
	_ platform.Partly    = (*Service)(nil)
	_ platform.Updater   = (*Service)(nil)
	_ platform.Narrow    = (*Service)(nil)
	_ platform.Linker    = late{}
)

func init() { platform.Register("memory", New) }

// session is what the outbox keeps for us between two calls.
type session struct {
	Upload string `json:"upload"`
}

// Capabilities says what the account's settings made of the platform.
func (s *Service) Capabilities() platform.Capabilities {
	return platform.Capabilities{
		Service: "memory", Title: "Memory (for trying things out)", CheckedOn: "2026-11-25",
		ChunkMax: 8 << 20, Fused: s.fused, ReleaseRepeat: s.repeat, Finds: s.finds,
		TagModel: platform.TagList, TagsMax: 50, CaptionMax: 2200,
	}
}

// New opens the far side of an account; Invalid when a setting is not one of
// those the package comment lists.
func New(account taglane.Account, _ json.RawMessage) (platform.Publisher, error) {
	set := account.Settings
	s := &Service{fused: set["fused"] == "yes", repeat: platform.RepeatSets, finds: set["finds"] != "no", lacks: strings.Fields(set["lacks"])}
	switch r := platform.ReleaseRepeat(set["repeat"]); r {
	case "":
	case platform.RepeatSets, platform.RepeatAnswers, platform.RepeatUnknown, platform.RepeatBlind:
		s.repeat = r
	default:
		return nil, taglane.Errorf(taglane.Invalid, "%q is not set, answers, unknown or blind.", r)
	}
	if n := set["processing"]; n != "" {
		var err error
		if s.processing, err = strconv.Atoi(n); err != nil || s.processing < 0 {
			return nil, taglane.Errorf(taglane.Invalid, "%q is not a number of times to wait for processing.", n)
		}
	}
	s.far = farOf(account.ID, set["dir"])
	if set["links"] == "late" {
		return late{s}, nil
	}
	return s, nil
}

// Check looks at the limits Capabilities tells of.
func (s *Service) Check(_ context.Context, p taglane.Publication) (out []taglane.Finding, err error) {
	block := func(rule, field string, message taglane.Said) {
		out = append(out, taglane.NewFinding(rule, taglane.Block, message, taglane.Place{Field: field}, taglane.Said{}))
	}
	limits := s.Capabilities()
	if utf8.RuneCountInString(p.Revision.Draft.Clip.Caption) > limits.CaptionMax {
		block("memory.caption", "caption", taglane.Say("The caption is longer than %d characters.", limits.CaptionMax))
	}
	if len(p.Revision.Draft.Tags) > limits.TagsMax {
		block("memory.tags", "tags", taglane.Say("There are more than %d tags.", limits.TagsMax))
	}
	if p.Revision.Media.Size == 0 {
		block("memory.empty", "clip", taglane.Say("The clip's file is empty."))
	}
	return out, nil
}

// Open makes an empty upload that nobody sees.
func (s *Service) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	var id string
	err := s.far.change(ctx, func(w *world) error {
		w.Opened++
		id = "upload-" + strconv.Itoa(w.Opened)
		w.Uploads[id] = &upload{Key: key, Size: p.Revision.Media.Size, SHA256: p.Revision.Media.SHA256, Title: p.Revision.Draft.Clip.Heading()}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(session{id})
}

// Status tells what arrived. NotFound: there is no such upload.
func (s *Service) Status(ctx context.Context, us platform.UploadSession) (st platform.Status, err error) {
	err = s.with(ctx, us, func(w *world, id string, u *upload) error {
		if st.Offset, err = s.far.size(id); err != nil {
			return err
		}
		if st.Complete = st.Offset == u.Size; u.Expired && !st.Complete {
			st.Dead = true
			return nil
		}
		if st.Complete && s.fused && u.Post == "" {
			// The writer died between the last byte and the post: the far side finishes alone.
			if err := s.publish(w, id, u); err != nil {
				return err
			}
		}
		if st.Ready = st.Complete && u.Polls >= s.processing; st.Complete && !st.Ready {
			u.Polls++
			st.Wait = 50 * time.Millisecond
		}
		if u.Post != "" && s.repeat != platform.RepeatBlind {
			st.Post = &taglane.Post{ID: u.Post, Link: s.far.link(id)}
		}
		return nil
	})
	return st, err
}

// Send keeps what arrives, also of a call that ends early. Conflict: wrong offset.
func (s *Service) Send(ctx context.Context, us platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	err := s.with(ctx, us, func(w *world, id string, u *upload) error {
		have, err := s.far.size(id)
		switch {
		case err != nil:
			return err
		case u.Expired:
			return taglane.Errorf(taglane.NotFound, "The address of the upload has expired.")
		case off != have:
			return taglane.Errorf(taglane.Conflict, "The upload stands elsewhere than expected.")
		case n < 0 || n > s.Capabilities().ChunkMax || off+n > u.Size:
			return taglane.Errorf(taglane.Invalid, "That piece does not fit the upload.")
		}
		if err := s.far.write(ctx, id, r, n, s.wait); err != nil {
			return err
		}
		if s.fused && off+n == u.Size && u.Post == "" {
			return s.publish(w, id, u)
		}
		return nil
	})
	return us, err
}

// Release makes the post. Conflict: not ready, or, where the setting repeat says
// so, published already. Refused: see Refuse.
func (s *Service) Release(ctx context.Context, us platform.UploadSession, _ taglane.Publication) (post taglane.Post, err error) {
	no := false
	err = s.with(ctx, us, func(w *world, id string, u *upload) error {
		have, err := s.far.size(id)
		switch {
		case err != nil:
			return err
		case have != u.Size || u.Polls < s.processing:
			return taglane.Errorf(taglane.Conflict, "The upload is not ready to be published.")
		case w.Refusing:
			no = true
			return nil
		case u.Post != "" && s.repeat == platform.RepeatAnswers:
			return taglane.Errorf(taglane.Conflict, "The upload is published already.")
		case u.Post == "" || s.repeat != platform.RepeatSets:
			if err := s.publish(w, id, u); err != nil {
				return err
			}
		}
		post = taglane.Post{ID: u.Post, Link: s.far.link(id)}
		return nil
	})
	if err == nil && no {
		return post, s.refused(ctx)
	}
	return post, err
}

// with runs do on the upload a session names; NotFound when there is none.
func (s *Service) with(ctx context.Context, us platform.UploadSession, do func(w *world, id string, u *upload) error) error {
	var at session
	if json.Unmarshal(us, &at) != nil {
		return taglane.Errorf(taglane.NotFound, "That is not an upload of this platform.")
	}
	return s.far.change(ctx, func(w *world) error {
		u := w.Uploads[at.Upload]
		if u == nil {
			return taglane.Errorf(taglane.NotFound, "The platform no longer knows this upload.")
		}
		return do(w, at.Upload, u)
	})
}

// publish makes a public post of the upload, after looking that it holds what was promised.
func (s *Service) publish(w *world, id string, u *upload) error {
	sum, err := s.far.sum(id)
	if err != nil {
		return err
	}
	if sum != u.SHA256 {
		return taglane.Errorf(taglane.Refused, "The platform received other bytes than were announced.")
	}
	w.Posted++
	u.Post = "post-" + strconv.Itoa(w.Posted)
	w.Posts = append(w.Posts, Post{ID: u.Post, Key: u.Key, Upload: id, SHA256: sum, Title: u.Title})
	return nil
}
