package tiktokshop

import (
	"bytes"
	"encoding/json"
	"strings"
)

// The paths of the calls, each with the version it was read at.
const (
	pathProfile   = "/affiliate_creator/202508/profiles"
	pathVideoFile = "/affiliate_creator/202505/videos/video_files"
	pathFileInit  = "/open/202512/file/init"
	pathFileBind  = "/open/202512/file/bind"
	pathPhoto     = "/affiliate_creator/202511/photos/photo_files"
	pathPrecheck  = "/affiliate_creator/202511/videos/precheck_task"
	pathPrechecks = "/affiliate_creator/202601/videos/precheck_tasks/"
	pathVideos    = "/affiliate_creator/202607/videos"
	pathVideo     = "/affiliate_creator/202509/videos/"
	pathSearch    = "/affiliate_creator/202405/open_collaborations/products/search"
	pathProducts  = "/affiliate_creator/202509/open_collaborations/products"
	pathShelf     = "/affiliate_creator/202405/showcases/products"
	pathShop      = "/affiliate_creator/202509/shop_products"
	pathFigures   = "/analytics/202403/videos/performances"
	pathOrders    = "/affiliate_creator/202410/orders/search"
	pathShare     = "/affiliate_creator/202501/affiliate_sharing_links/generate_batch"
	pathToken     = "/api/v2/token/get"
	pathRefresh   = "/api/v2/token/refresh"
)

// targetPath is what a large file is announced for.
const targetPath = "[POST]/affiliate_creator/202505/videos"

// name is an id of TikTok Shop. It is told as a text or as a number too large
// for a float.
type name string

func (n *name) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if len(b) > 0 && b[0] == '"' {
		var s string
		err := json.Unmarshal(b, &s)
		*n = name(s)
		return err
	}
	var number json.Number
	err := json.Unmarshal(b, &number)
	*n = name(number)
	return err
}

// envelope is around every answer. Code is nil where there was none.
type envelope struct {
	Code    *int64          `json:"code"`
	Message string          `json:"message"`
	Request string          `json:"request_id"`
	Data    json.RawMessage `json:"data"`
}

func read(body []byte) (e envelope) {
	if json.Unmarshal(body, &e) != nil {
		return envelope{}
	}
	return e
}

func (e envelope) failed() bool { return e.Code != nil && *e.Code != 0 }

type profile struct {
	Username string   `json:"username"`
	Region   string   `json:"selection_region"`
	Home     string   `json:"register_region"`
	Leave    []string `json:"permissions"`
	UserType kindOf   `json:"user_type"`
	Creator  string   `json:"creator_user_open_id"`
}

// kindOf is what a login is of: "1" a creator, "0" a seller, "" not told. It is
// told as a number or as a text.
type kindOf string

func (k *kindOf) UnmarshalJSON(b []byte) error {
	*k = kindOf(strings.Trim(string(bytes.TrimSpace(b)), `"`))
	if *k == "null" {
		*k = ""
	}
	return nil
}

// seller says whether the login is plainly a seller's.
func (k kindOf) seller() bool { return k == "0" || strings.EqualFold(string(k), "seller") }

type videoFile struct {
	File struct {
		ID  name   `json:"id"`
		MD5 string `json:"md5"`
	} `json:"video_file"`
}

type fileInit struct {
	Name   string `json:"file_name"`
	Type   string `json:"file_type"`
	Size   int64  `json:"file_size"`
	Chunks int64  `json:"total_chunk_count"`
	Target string `json:"target_path"`
}

type fileOpened struct {
	URL   string `json:"upload_url"`
	Token string `json:"upload_token"`
}

type resource struct {
	ID   name `json:"resource_id"`
	File name `json:"file_id,omitempty"`
}

// photo is told in one of two ways, by two readings of the service.
type photo struct {
	URI  string `json:"cover_uri"`
	File struct {
		URI string `json:"photo_uri"`
	} `json:"photo_file"`
}

type videoInfo struct {
	File  string `json:"file_id"`
	Title string `json:"title,omitempty"`
	Cover string `json:"cover_uri,omitempty"`
	AtMS  *int64 `json:"cover_timestamp_ms,omitempty"`
	AI    *bool  `json:"is_ai_generated,omitempty"`
}

type productLink struct {
	Product string `json:"product_id"`
	Title   string `json:"title"`
}

type posting struct {
	Video videoInfo   `json:"video_info"`
	Link  productLink `json:"product_link_info"`
}

type posted struct {
	Video struct {
		ID name `json:"id"`
	} `json:"video"`
	Quota string `json:"quota"`
}

type videoState struct {
	Video struct {
		ID     name   `json:"id"`
		Status string `json:"post_status"`
		Time   int64  `json:"post_time"`
	} `json:"video"`
}

type precheckStarted struct {
	Precheck struct {
		Task name `json:"task_id"`
	} `json:"precheck"`
}

type verdict struct {
	Status string `json:"status"`
	Issues []struct {
		Risk        string          `json:"risk"`
		Quality     string          `json:"code"`
		Suggestions json.RawMessage `json:"suggestions"`
	} `json:"issues"`
}

type prechecked struct {
	Violations verdict `json:"violation_check_result"`
	Quality    verdict `json:"good_quality_check_result"`
}
