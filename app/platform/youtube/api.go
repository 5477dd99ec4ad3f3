package youtube

import (
	"encoding/json"
	"strconv"
)

// The facts of the service that calls are made of.
const (
	uploadPath   = "/upload/youtube/v3/videos"
	videosPath   = "/youtube/v3/videos"
	channelsPath = "/youtube/v3/channels"
	itemsPath    = "/youtube/v3/playlistItems"

	chunkStep = 256 << 10 // bytes; every piece but the last is a multiple
	chunkMost = 8 << 20   // bytes
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
	ID      string `json:"id"`
	Snippet struct {
		Tags      []string `json:"tags"`
		ChannelID string   `json:"channelId"`
	} `json:"snippet"`
	// Status keeps every field, known here or not: an update that leaves one
	// out would reset it.
	Status     map[string]json.RawMessage `json:"status"`
	Processing struct {
		Status   string `json:"processingStatus"`
		Failure  string `json:"processingFailureReason"`
		Progress struct {
			Left number `json:"timeLeftMs"`
		} `json:"processingProgress"`
	} `json:"processingDetails"`
	File struct {
		Size   number `json:"fileSize"`
		Millis number `json:"durationMs"`
	} `json:"fileDetails"`
	Statistics struct {
		Views    *number `json:"viewCount"`
		Likes    *number `json:"likeCount"`
		Comments *number `json:"commentCount"`
	} `json:"statistics"`
}

// says is one text of the video's status; "" where there is none.
func (v video) says(field string) (text string) {
	_ = json.Unmarshal(v.Status[field], &text)
	return text
}

type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"nextPageToken"`
}

type channel struct {
	ID      string `json:"id"`
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
