package webpage

import (
	"context"
	"path"

	"taglane/app/platform"
	"taglane/app/taglane"
)

var _ platform.Updater = (*Service)(nil)

// Update writes the page anew around the clip that is there, and puts it in the
// old one's place with one rename, under the same address. Doing it again
// changes nothing. Refused: the page or its clip is not there any more.
func (s *Service) Update(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.Loss, error) {
	r := p.Revision
	up := session{Marker: markerOf(p.Key + "\x00" + r.Digest), Slug: post.ID, Key: p.Key, Clip: string(r.Draft.Clip.ID), Revision: r.Digest,
		Size: r.Media.Size, SHA256: r.Media.SHA256, Media: clipName(r)}
	if !slugForm.MatchString(up.Slug) {
		return nil, taglane.Errorf(taglane.NotFound, "That is not a web page of ours.")
	}
	err := s.on(ctx, func(d disk) error {
		if err := mend(ctx, d, up); err != nil {
			return err
		}
		if is, err := public(d, up); err != nil || is {
			return err
		}
		m, ok, err := finished(ctx, d, up)
		if err != nil {
			return err
		}
		if !ok {
			if m, err = s.anew(ctx, d, up, p); err != nil {
				return err
			}
		}
		return finish(ctx, d, up, m)
	})
	if err != nil {
		return nil, err
	}
	return s.Losses(p), nil
}

// anew fills a partial folder with the page as it is to be, the clip being that
// of the page that stands.
func (s *Service) anew(ctx context.Context, d disk, up session, p taglane.Publication) (manifest, error) {
	was, ok, err := manifestIn(d, up.Slug)
	if err != nil {
		return manifest{}, err
	}
	if !ok || was.Clip != up.Clip || was.Key != up.Key {
		return manifest{}, taglane.Errorf(taglane.Refused, "The page is not in its folder any more, so it was not changed.")
	}
	single := p.Settings["single_file"] == "true" && p.Revision.Media.Size <= singleMax
	c, err := s.contents(p, up.Slug, single)
	if err != nil {
		return manifest{}, err
	}
	if err := d.Remove(partial(up.Marker)); err != nil {
		return manifest{}, err
	}
	if err := d.Mkdir(partial(up.Marker)); err != nil {
		return manifest{}, err
	}
	if !single {
		if err := copyClip(ctx, d, up); err != nil {
			return manifest{}, err
		}
	}
	return fillIn(ctx, d, up, c, !single, p.Revision.FrozenAt)
}

// copyClip takes the clip of the page that stands, if it is still the same.
func copyClip(ctx context.Context, d disk, up session) error {
	from, to := path.Join(up.Slug, up.Media), path.Join(partial(up.Marker), up.Media)
	if have, err := there(d, from); err != nil {
		return err
	} else if !have {
		return taglane.Errorf(taglane.Refused, "The clip of the page is not in its folder any more, so it was not changed.")
	}
	f, err := d.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := put(ctx, d, to, f); err != nil {
		return err
	}
	sum, _, err := summed(ctx, d, to)
	if err == nil && sum != up.SHA256 {
		err = taglane.Errorf(taglane.Refused, "The clip of the page was changed in its folder, so the page was not.")
	}
	return err
}
