package youtube

import (
	"encoding/json"
	"strconv"
)

// The facts of the service that calls are made of.
const (
	uploadPath   = "/upload/youtube/v3/videos"
	coverPath    = "/upload/youtube/v3/thumbnails/set"
	videosPath   = "/youtube/v3/videos"
	statsPath    = "/youtube/v3/videos:batchGetStats"
	channelsPath = "/youtube/v3/channels"
	itemsPath    = "/youtube/v3/playlistItems"

	chunkStep = 256 << 10 // bytes; every piece but the last is a multiple
	// chunkMost is the size of every piece but the last. YouTube keeps what it
	// got of a piece that broke off, so a large one costs a slow way nothing,
	// and a quick one stops for fewer answers.
	chunkMost = 32 << 20 // bytes
)

// insert is the video as it is created. False is said too: what is left out
// would be whatever the channel's defaults are.
type insert struct {
	Snippet snippet `json:"snippet"`
	Status  created `json:"status"`
	Paid    paid    `json:"paidProductPlacementDetails"`
}

type snippet struct {
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Tags        []string `json:"tags"`
	Category    string   `json:"categoryId"` // a text, although it looks like a number
	Language    string   `json:"defaultLanguage,omitempty"`
}

type created struct {
	Privacy   string `json:"privacyStatus"`
	PublishAt string `json:"publishAt,omitempty"`
	Kids      bool   `json:"selfDeclaredMadeForKids"`
	Synthetic bool   `json:"containsSyntheticMedia"`
}

type paid struct {
	Has bool `json:"hasPaidProductPlacement"`
}

// number is a 64-bit number, which YouTube writes as a text.
type number int64

func (n *number) UnmarshalJSON(b []byte) error {
	var text json.Number
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	v, err := strconv.ParseInt(text.String(), 10, 64)
	*n = number(v)
	return err
}

// video is what is read of one.
type video struct {
	ID string `json:"id"`
	// Snippet and Status keep every field, known here or not: an update that
	// leaves one out would reset it.
	Snippet fieldsOf `json:"snippet"`
	Status  fieldsOf `json:"status"`
	Paid    paid     `json:"paidProductPlacementDetails"`
	Content struct {
		Custom bool `json:"hasCustomThumbnail"`
	} `json:"contentDetails"`
	Processing struct {
		Status   string `json:"processingStatus"`
		Failure  string `json:"processingFailureReason"`
		Progress struct {
			Left number `json:"timeLeftMs"`
		} `json:"processingProgress"`
	} `json:"processingDetails"`
	File struct {
		Name   string `json:"fileName"`
		Size   number `json:"fileSize"`
		Millis number `json:"durationMs"`
	} `json:"fileDetails"`
	Statistics struct {
		Views    *number `json:"viewCount"`
		Likes    *number `json:"likeCount"`
		Comments *number `json:"commentCount"`
	} `json:"statistics"`
}

// fieldsOf is a part of a resource as it came.
type fieldsOf map[string]json.RawMessage

// text is one field of a part; "" where there is none.
func (f fieldsOf) text(name string) (text string) {
	_ = json.Unmarshal(f[name], &text)
	return text
}

// texts is one list of a part.
func (f fieldsOf) texts(name string) (texts []string) {
	_ = json.Unmarshal(f[name], &texts)
	return texts
}

// put sets one field of a part.
func (f fieldsOf) put(name string, value any) { f[name], _ = json.Marshal(value) }

// says is one text of the video's status; "" where there is none.
func (v video) says(field string) string { return v.Status.text(field) }

type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"nextPageToken"`
}

type channel struct {
	ID      string `json:"id"`
	Snippet struct {
		Title string `json:"title"`
	} `json:"snippet"`
	Content struct {
		Related struct {
			Uploads string `json:"uploads"`
		} `json:"relatedPlaylists"`
	} `json:"contentDetails"`
}

type item struct {
	Content struct {
		Video string `json:"videoId"`
	} `json:"contentDetails"`
}

// trouble is the body of an error.
type trouble struct {
	Error struct {
		Status string `json:"status"`
		Errors []struct {
			Reason string `json:"reason"`
		} `json:"errors"`
		Details []struct {
			Reason string `json:"reason"`
		} `json:"details"`
	} `json:"error"`
}
