package tiktokshoptest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// operation is a call as the pages know it. A name that begins with "!" must
// be there; any other name may be.
type operation struct {
	method string
	path   string   // "{}" stands for an id
	scopes []string // one of them is needed
	query  string   // its own names, apart from those of every call
	body   shape    // of JSON; nil: no body of JSON
	form   bool     // a multipart form with the file "data"
	bytes  bool     // the body is a piece of a file
	plain  bool     // neither signed nor sent with the account's token
	do     func(t *Twin, r *http.Request, body []byte) (int64, any)
}

// shape is an object of JSON: the kind of each field, or its own shape.
type shape map[string]any

const (
	text    = "text"
	whole   = "whole number"
	truth   = "true or false"
	texts   = "list of texts"
	anybody = "app_key timestamp sign"
)

var look = shape{"!video_info": shape{"!file_id": text}, "!product_link_info": shape{"!product_id": text, "!title": text}}

var creator, goods = []string{scopePost}, []string{scopeGoods}

// operations are all that may be called.
func operations() []operation {
	return []operation{
		{method: "GET", path: "/api/v2/token/get", query: "!app_key !app_secret !auth_code !grant_type", plain: true, do: (*Twin).tokens},
		{method: "GET", path: "/api/v2/token/refresh", query: "!app_key !app_secret !refresh_token !grant_type", plain: true, do: (*Twin).tokens},
		{method: "GET", path: "/affiliate_creator/202508/profiles", scopes: []string{scopeInfo, scopePost}, do: (*Twin).profile},
		{method: "POST", path: "/affiliate_creator/202505/videos/video_files", scopes: creator, form: true, do: (*Twin).takeVideo},
		{method: "POST", path: "/affiliate_creator/202511/photos/photo_files", scopes: creator, form: true, do: (*Twin).takePhoto},
		{method: "POST", path: "/open/202512/file/init", scopes: creator, do: (*Twin).begin,
			body: shape{"!file_name": text, "!file_type": text, "!file_size": whole, "!total_chunk_count": whole, "!target_path": text}},
		{method: "PUT", path: "/file/202512/upload", query: "!session", bytes: true, plain: true, do: (*Twin).piece},
		{method: "POST", path: "/open/202512/file/bind", scopes: creator, do: (*Twin).bind, body: shape{"!resource_id": text, "!target_path": text}},
		{method: "POST", path: "/affiliate_creator/202511/videos/precheck_task", scopes: creator, do: (*Twin).precheck, body: look},
		{method: "GET", path: "/affiliate_creator/202601/videos/precheck_tasks/{}", scopes: creator, do: (*Twin).looked},
		{method: "POST", path: "/affiliate_creator/202607/videos", scopes: creator, do: (*Twin).post, body: shape{
			"!video_info":        shape{"!file_id": text, "!title": text, "cover_uri": text, "cover_timestamp_ms": whole, "music_id": text, "is_ai_generated": truth},
			"!product_link_info": shape{"!product_id": text, "!title": text}}},
		{method: "GET", path: "/affiliate_creator/202509/videos/{}/status", scopes: creator, do: (*Twin).status},
		{method: "POST", path: "/affiliate_creator/202405/open_collaborations/products/search", scopes: goods, query: "!page_size page_token sort_field sort_order", do: (*Twin).search,
			body: shape{"title_keywords": texts, "sales_price_range": shape{"amount_ge": text, "amount_lt": text}, "category": shape{"!id": text},
				"commission_rate_range": shape{"rate_ge": whole, "rate_lt": whole}}},
		{method: "POST", path: "/affiliate_creator/202509/open_collaborations/products", scopes: goods, query: "!product_ids", do: (*Twin).products},
		{method: "POST", path: "/affiliate_creator/202501/affiliate_sharing_links/generate_batch", scopes: []string{scopeShare}, do: (*Twin).share,
			body: shape{"!material": shape{"id": text, "!type": text, "campaign_url": text}, "channel": text, "tags": texts}},
		{method: "GET", path: "/affiliate_creator/202405/showcases/products", scopes: []string{scopeShowcase, scopePost}, query: "!page_size !origin page_token", do: (*Twin).shelf},
		{method: "GET", path: "/affiliate_creator/202509/shop_products", scopes: creator, query: "!page_size page_token title_keyword sort_field sort_order", do: (*Twin).shop},
		{method: "GET", path: "/analytics/202403/videos/performances", scopes: creator, query: "!video_ids !start_time_ge !end_time_le", do: (*Twin).performances},
		{method: "POST", path: "/affiliate_creator/202410/orders/search", scopes: goods, query: "!page_size page_token", do: (*Twin).sales,
			body: shape{"create_time_ge": whole, "create_time_lt": whole}},
	}
}

func operationOf(method, path string) *operation {
	for _, op := range operations() {
		before, after, named := strings.Cut(op.path, "{}")
		id := strings.TrimSuffix(strings.TrimPrefix(path, before), after)
		if op.method == method && (path == op.path || named && path == before+id+after && id != "" && !strings.Contains(id, "/")) {
			return &op
		}
	}
	return nil
}

// complain says what of a request is not as its page has it; "" for nothing.
func (op *operation) complain(r *http.Request, body []byte) string {
	if wrong := op.queried(r.URL.Query()); wrong != "" {
		return wrong
	}
	kind := r.Header.Get("Content-Type")
	switch {
	case r.Header.Get("Authorization") != "" || op.plain && r.Header.Get("X-Tts-Access-Token") != "":
		return "the account's token goes where it does not belong"
	case op.form && !strings.HasPrefix(kind, "multipart/form-data; boundary="):
		return "the body is no form but " + kind
	case op.form || op.bytes:
		return ""
	case op.body == nil && len(body) > 0:
		return "it has a body"
	case op.body == nil:
		return ""
	case !strings.HasPrefix(kind, "application/json"):
		return "the body is no JSON but " + kind
	}
	var a map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	if d.UseNumber(); d.Decode(&a) != nil || d.More() {
		return "the body is no object of JSON"
	}
	return op.body.complain("", a)
}

func (op *operation) queried(q url.Values) string {
	names := strings.Fields(op.query)
	if !op.plain {
		names = append(names, strings.Fields(anybody)...)
	}
	for k, v := range q {
		if len(v) != 1 || !slices.Contains(names, k) && !slices.Contains(names, "!"+k) {
			return fmt.Sprintf("%q stands in its address %d times", k, len(v))
		}
	}
	for _, n := range names {
		if must, ok := strings.CutPrefix(n, "!"); ok && q.Get(must) == "" {
			return fmt.Sprintf("%q is missing in its address", must)
		}
	}
	return ""
}

func (s shape) complain(at string, a map[string]any) string {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		want, ok := s[name]
		if !ok {
			want, ok = s["!"+name]
		}
		if !ok {
			return fmt.Sprintf("%q is no field of it", at+name)
		}
		if inner, nested := want.(shape); nested {
			object, isObject := a[name].(map[string]any)
			if !isObject {
				return fmt.Sprintf("%q is no object", at+name)
			}
			if wrong := inner.complain(at+name+".", object); wrong != "" {
				return wrong
			}
		} else if !is(want, a[name]) {
			return fmt.Sprintf("%q is no %s", at+name, want)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if must, ok := strings.CutPrefix(name, "!"); ok && a[must] == nil {
			return fmt.Sprintf("%q is missing", at+must)
		}
	}
	return ""
}

func is(kind, v any) bool {
	switch kind {
	case text:
		_, ok := v.(string)
		return ok
	case truth:
		_, ok := v.(bool)
		return ok
	case whole:
		n, ok := v.(json.Number)
		_, err := n.Int64()
		return ok && err == nil
	}
	list, ok := v.([]any)
	return ok && !slices.ContainsFunc(list, func(v any) bool { return !is(text, v) })
}
