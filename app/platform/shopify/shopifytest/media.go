package shopifytest

import (
	"slices"
	"strings"

	graphql "github.com/graph-gophers/graphql-go"
)

type graphqlID = graphql.ID

// media is a clip or a picture as the schema has it.
type media struct {
	ID                           graphql.ID
	Alt                          *string
	CreatedAt, UpdatedAt         text
	Duration                     *int32
	FileErrors                   []trouble
	FileStatus, Status, Filename string
	MediaContentType             string
	MediaErrors                  []trouble
	OriginalSource               *videoSource
	Sources                      []videoSource
	Image                        *image
	MimeType                     *string
}

type trouble struct {
	Code    string
	Details *string
	Message string
}

type videoSource struct {
	FileSize      *int32
	Format        string
	Height, Width int32
	MimeType, URL string
}

type image struct {
	ID            *graphql.ID
	URL           text
	AltText       *string
	Width, Height *int32
}

// ToVideo says whether it is a clip.
func (m *media) ToVideo() (*media, bool) { return m, m.MediaContentType == "VIDEO" }

// ToMediaImage says whether it is a picture.
func (m *media) ToMediaImage() (*media, bool) { return m, m.MediaContentType == "IMAGE" }

// shown is a clip as it stands; the caller holds the lock.
func (t *Twin) shown(f *file) *media {
	m := &media{
		ID: graphql.ID(f.id), Alt: some(f.alt), CreatedAt: date(f.at), UpdatedAt: date(f.at), Filename: f.name, MediaContentType: "VIDEO",
		Status: "UPLOADED", FileStatus: "UPLOADED", FileErrors: []trouble{}, MediaErrors: []trouble{}, Sources: []videoSource{},
	}
	if !t.terms.Nameless {
		m.OriginalSource = &videoSource{Format: "mp4", MimeType: f.mime, URL: t.Base + "/o/" + f.source, Width: 720, Height: 1280}
	}
	return m
}

// looked is a clip that somebody looks at: with each look Shopify's own work
// goes on. The caller holds the lock.
func (t *Twin) looked(f *file) *media {
	m := t.shown(f)
	switch {
	case f.reads > 0:
		f.reads--
		m.Status, m.FileStatus = "PROCESSING", "PROCESSING"
	case f.code != "":
		f.failed = true
		m.Status, m.FileStatus = "FAILED", "FAILED"
		m.MediaErrors = []trouble{{f.code, nil, "The video could not be processed"}}
		m.FileErrors = m.MediaErrors
	default:
		m.Status, m.FileStatus, m.Duration = "READY", "READY", some(int32(9000))
		m.Sources = []videoSource{
			{Format: "m3u8", MimeType: "application/x-mpegURL", URL: "https://cdn.lumen.example/v/" + number(f.id) + ".m3u8", Width: 720, Height: 1280},
			{Format: "mp4", MimeType: "video/mp4", URL: "https://cdn.lumen.example/v/" + number(f.id) + "-s.mp4", Width: 360, Height: 640},
			{Format: "mp4", MimeType: "video/mp4", URL: "https://cdn.lumen.example/v/" + number(f.id) + ".mp4", Width: 720, Height: 1280},
		}
	}
	return m
}

func number(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

type mediaList struct {
	Nodes    []*media
	PageInfo pages
}

type listArgs struct {
	After, Query *string
	First        *int32
	Reverse      *bool
	SortKey      *string
}

// Files lists the clips of the shop.
func (q *adminRoot) Files(args listArgs) (*mediaList, error) {
	t := q.t
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.may("read_files"); err != nil {
		return nil, err
	}
	all := slices.Clone(t.files)
	if args.Reverse != nil && *args.Reverse {
		slices.Reverse(all)
	}
	name, byName := strings.CutPrefix(value(args.Query), "filename:")
	name = strings.Trim(name, "*")
	out, n, from := &mediaList{Nodes: []*media{}}, 0, start(args.After)
	for _, f := range all {
		if byName && !strings.Contains(f.name, name) {
			continue
		}
		if byName && f.lag > 0 { // the index has not heard of it yet, nor has the list
			f.lag--
			continue
		}
		if !byName && f.lag > 0 {
			continue
		}
		if n++; n <= from {
			continue
		}
		if int32(len(out.Nodes)) == most(args.First) {
			out.PageInfo = pages{HasNextPage: true, EndCursor: cursor(n - 1)}
			return out, nil
		}
		out.Nodes = append(out.Nodes, t.looked(f))
	}
	return out, nil
}

// most is how many of a page were asked for.
func most(first *int32) int32 {
	if first == nil {
		return 0
	}
	return *first
}
