package studio

import (
	"context"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/wording"
)

// Variant is what one clip says at one account, as a screen shows it.
type Variant struct {
	Clip    taglane.ID        `json:"clip"`
	Account taglane.ID        `json:"account"`
	Fields  map[string]string `json:"fields"` // decided for this pair alone
	Said    map[string]string `json:"said"`   // what counts
	Text    string            `json:"text"`   // the whole text as it will stand there
	Options []Option          `json:"options"`
	Who     string            `json:"who"` // the name at the service; "" unknown
	Notes   []string          `json:"notes"`
}

// wording is what a clip says at an account; over is laid over what was decided
// for the two.
func (s *Studio) wording(ctx context.Context, clip, account taglane.ID, over map[string]string) (wording.Wording, error) {
	t := wording.Told{Over: over}
	var err error
	if t.Draft, err = s.Draft(ctx, clip); err != nil {
		return wording.Wording{}, err
	}
	if t.Account, err = s.store.Account(ctx, account); err != nil {
		return wording.Wording{}, err
	}
	v, err := s.store.Variant(ctx, clip, account)
	if err != nil {
		return wording.Wording{}, err
	}
	t.Fields = v.Fields
	if t.Audience, err = s.store.Setting(ctx, personal+taglane.SaysAudience); err != nil {
		return wording.Wording{}, err
	}
	return wording.New(t)
}

// Variant is what a clip says at an account, with what there is to decide as
// the account allows it now. A service that cannot be asked is asked later.
func (s *Studio) Variant(ctx context.Context, clip, account taglane.ID) (Variant, error) {
	w, err := s.wording(ctx, clip, account, nil)
	if err != nil {
		return Variant{}, err
	}
	asked := s.asks.Ask(ctx, w, s.o.Now(), s.open)
	notes := s.tellAll(asked.Notes)
	for _, text := range notes {
		s.named(text) // an address among them may be opened from the screen
	}
	return Variant{clip, account, w.Fields, w.Said, w.Text(), s.options(asked.Options), asked.Who, notes}, nil
}

// SetVariant decides something for a clip at an account alone; "" takes a
// decision back. It is one gesture of the clip, and none where nothing changes.
func (s *Studio) SetVariant(ctx context.Context, clip, account taglane.ID, fields map[string]string) (Variant, error) {
	w, err := s.wording(ctx, clip, account, nil)
	if err != nil {
		return Variant{}, err
	}
	news, err := w.News(fields)
	if err != nil {
		return Variant{}, err
	}
	if len(news) > 0 {
		if err := s.commit(ctx, clip, s.Tell(wording.Sentence(news, w.Account.Name)), decisions(w, news)...); err != nil {
			return Variant{}, err
		}
	}
	return s.Variant(ctx, clip, account)
}

func decisions(w wording.Wording, answers map[string]string) []edit.Write {
	return store.VariantWrites(taglane.Variant{Clip: w.Own.ID, Account: w.Account.ID, Fields: answers})
}

// WriteForAll makes all of these accounts say the same of a clip, as one
// gesture: a title and a caption become the clip's own and are decided for none
// of them any more, anything else is decided for each.
func (s *Studio) WriteForAll(ctx context.Context, clip taglane.ID, accounts []taglane.ID, fields map[string]string) ([]Variant, error) {
	c, err := s.store.Clip(ctx, clip)
	if err != nil {
		return nil, err
	}
	words, each := wording.Shared(fields)
	own := ClipFields{}
	if title, said := words[taglane.SaysTitle]; said && title != c.Title {
		own.Title = &title
	}
	if caption, said := words[taglane.SaysCaption]; said && caption != c.Caption {
		own.Caption = &caption
	}
	writes, err := s.clipWrites(ctx, c, own)
	if err != nil {
		return nil, err
	}
	for _, account := range accounts {
		w, err := s.wording(ctx, clip, account, nil)
		if err != nil {
			return nil, err
		}
		news, err := w.News(each)
		if err != nil {
			return nil, err
		}
		writes = append(writes, decisions(w, news)...)
	}
	if len(writes) > 0 {
		if err := s.commit(ctx, clip, s.say("Write the same of %s for %d accounts", c.Name, len(accounts)), writes...); err != nil {
			return nil, err
		}
		s.emitLibrary()
	}
	out := make([]Variant, 0, len(accounts))
	for _, account := range accounts {
		v, err := s.Variant(ctx, clip, account)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Snippet is a text to put in again and again.
type Snippet = wording.Snippet

const snippetsSetting = "snippets"

// Snippets lists the texts a person keeps, in their order.
func (s *Studio) Snippets(ctx context.Context) ([]Snippet, error) {
	kept, err := s.store.Setting(ctx, snippetsSetting)
	if err != nil {
		return nil, err
	}
	return wording.Snippets(kept)
}

// SetSnippets keeps these texts and no others; one without an id is new.
func (s *Studio) SetSnippets(ctx context.Context, texts []Snippet) ([]Snippet, error) {
	snippets, kept, err := wording.KeepSnippets(texts, s.o.NewID)
	if err != nil {
		return nil, err
	}
	return snippets, s.store.SetSetting(ctx, snippetsSetting, kept)
}
