package studio

import (
	"context"
	"strconv"
	"time"

	"taglane/app/taglane"
)

// CacheFacts is what derived files take of the disk.
type CacheFacts struct {
	Bytes int64 `json:"bytes"`
	Limit int64 `json:"limit"` // 0 for none
}

// usualLimit is how large the cache may grow unless the person says otherwise.
const usualLimit = 10 << 30

const limitSetting = "cache-limit"

// Cache tells what derived files take of the disk.
func (s *Studio) Cache(ctx context.Context) (CacheFacts, error) {
	limit, err := s.cacheLimit(ctx)
	if err != nil {
		return CacheFacts{}, err
	}
	bytes, err := s.cache.Size(ctx)
	return CacheFacts{bytes, limit}, err
}

func (s *Studio) cacheLimit(ctx context.Context) (int64, error) {
	said, err := s.store.Setting(ctx, limitSetting)
	if err != nil {
		return 0, err
	}
	if limit, err := strconv.ParseInt(said, 10, 64); err == nil && limit >= 0 {
		return limit, nil
	}
	return usualLimit, nil
}

// SetCacheLimit bounds what derived files may take, in bytes; 0 for no limit.
func (s *Studio) SetCacheLimit(ctx context.Context, bytes int64) (CacheFacts, error) {
	if bytes != 0 && bytes < 1<<30 {
		return CacheFacts{}, taglane.Errorf(taglane.Invalid, "Give the previews at least 1 GB.")
	}
	if err := s.store.SetSetting(ctx, limitSetting, strconv.FormatInt(bytes, 10)); err != nil {
		return CacheFacts{}, err
	}
	if err := s.tidy(ctx); err != nil {
		return CacheFacts{}, err
	}
	return s.Cache(ctx)
}

// ClearCache deletes every derived file that is not being made and can be made
// again. What a screen needs is made again.
func (s *Studio) ClearCache(ctx context.Context) (CacheFacts, error) {
	if _, err := s.intake.Notice(ctx); err != nil {
		return CacheFacts{}, err
	}
	if err := s.trim(ctx, 0); err != nil {
		return CacheFacts{}, err
	}
	s.emitLibrary()
	return s.Cache(ctx)
}

// tidy brings the cache below its limit.
func (s *Studio) tidy(ctx context.Context) error {
	limit, err := s.cacheLimit(ctx)
	if err != nil {
		return err
	}
	if limit == 0 {
		return s.letFitsGo(ctx)
	}
	return s.trim(ctx, limit)
}

func (s *Studio) trim(ctx context.Context, limit int64) error {
	away, err := s.store.Whereabouts(ctx, true, "", idLimit)
	if err != nil {
		return err
	}
	dear := map[string]bool{}
	for _, w := range away {
		dear[w.Fingerprint] = true
	}
	for _, fingerprint := range s.fits.Held() {
		dear[fingerprint] = true
	}
	if _, err = s.cache.Trim(ctx, limit, dear); err != nil {
		return err
	}
	return s.letFitsGo(ctx)
}

// tidyEvery keeps the walk through the cache from coming after every clip of a batch.
const tidyEvery = time.Minute

// tidySoon brings the cache below its limit in the background, unless that was
// done a moment ago.
func (s *Studio) tidySoon() {
	now := s.o.Now().UnixNano()
	if last := s.tidied.Load(); now-last < int64(tidyEvery) || !s.tidied.CompareAndSwap(last, now) {
		return
	}
	s.background(func() {
		if err := s.tidy(s.life); err != nil && s.life.Err() == nil {
			s.logged(err)
		}
	})
}
