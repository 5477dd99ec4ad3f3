package shopifytest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// target is a signed address and what lies there.
type target struct {
	url, resource, name, mime string
	size                      int64
	fields                    [][2]string
	until                     time.Time
	sum                       string // of what was put there; "" for nothing
}

// file is a clip of the shop.
type file struct {
	id, name, source, alt, mime string
	sum                         string
	size                        int64
	at                          time.Time
	reads                       int    // left until it is ready
	lag                         int    // searches left that do not find it
	code                        string // with which it failed, or is going to
	failed                      bool
	inFiles                     bool
}

type stagedInput struct {
	FileSize   *text
	Filename   string
	HTTPMethod *string
	MimeType   string
	Resource   string
}

type parameter struct{ Name, Value string }

type stagedTarget struct {
	Parameters       []parameter
	ResourceURL, URL *text
}

type stagedPayload struct {
	StagedTargets *[]stagedTarget
	UserErrors    []no
}

// StagedUploadsCreate hands out signed addresses.
func (q *adminRoot) StagedUploadsCreate(args struct{ Input []stagedInput }) (*stagedPayload, error) {
	t := q.t
	t.mu.Lock()
	defer t.mu.Unlock()
	out := []stagedTarget{}
	for _, in := range args.Input {
		if in.Resource == "VIDEO" && in.FileSize == nil {
			return &stagedPayload{UserErrors: refuse("", "fileSize is required for VIDEO", "input", "fileSize")}, nil
		}
		if in.FileSize == nil || !digits.MatchString(string(*in.FileSize)) || in.HTTPMethod == nil || *in.HTTPMethod != "POST" {
			t.Note("an upload of no size, or not by POST")
			return &stagedPayload{UserErrors: refuse("", "not so", "input")}, nil
		}
		size, _ := strconv.ParseInt(string(*in.FileSize), 10, 64)
		x := t.sign(in.Filename, in.MimeType, size-t.terms.SizeOff)
		st := stagedTarget{ResourceURL: some(text(x.resource)), URL: some(text(x.url))}
		for _, f := range x.fields {
			st.Parameters = append(st.Parameters, parameter{f[0], f[1]})
		}
		out = append(out, st)
	}
	return &stagedPayload{StagedTargets: &out, UserErrors: []no{}}, nil
}

// sign makes a signed address; the caller holds the lock.
func (t *Twin) sign(name, mime string, size int64) *target {
	t.count++
	signature := fmt.Sprintf("sig%d-%x", t.count, sha256.Sum256([]byte(fmt.Sprint(t.Base, t.count))))[:40]
	place := fmt.Sprintf("%s/bucket/%d", t.Base, t.count)
	x := &target{
		url: place + "?X-Goog-Signature=" + signature, resource: place + "/" + url.PathEscape(name), name: name, mime: mime, size: size,
		until: t.Clock.Now().Add(t.terms.Life),
		fields: [][2]string{
			{"Content-Type", mime}, {"success_action_status", "201"}, {"acl", "private"}, {"key", fmt.Sprintf("c/v/%d/%s", t.count, name)},
			{"x-goog-date", t.Clock.Now().UTC().Format("20060102T150405Z")}, {"policy", "cG9saWN5" + signature},
		},
	}
	t.issued = append(t.issued, signature)
	t.targets[x.resource] = x
	return x
}

// take is the store behind the signed addresses.
func (t *Twin) take(w http.ResponseWriter, r *http.Request) {
	x := t.targetAt(r)
	switch {
	case x == nil:
		xml(w, http.StatusForbidden, "SignatureDoesNotMatch")
		return
	case t.Clock.Now().After(x.until):
		xml(w, http.StatusForbidden, "ExpiredToken")
		return
	case r.Method != http.MethodPost || r.ContentLength <= 0:
		t.Set(func(*Terms, *Stock) { t.Note("an upload by %s, or without its length", r.Method) })
		xml(w, http.StatusLengthRequired, "MissingContentLength")
		return
	case r.Header.Get("X-Shopify-Access-Token") != "" || r.Header.Get("Authorization") != "":
		t.Set(func(*Terms, *Stock) { t.Note("a token was sent to the store behind a signed address") })
	}
	form, err := r.MultipartReader()
	if err != nil {
		xml(w, http.StatusBadRequest, "MalformedPOSTRequest")
		return
	}
	sum, n, trouble := x.read(form)
	if trouble == "" && n != x.size {
		trouble = "EntityTooLarge"
		if n < x.size {
			trouble = "EntityTooSmall"
		}
	}
	if trouble != "" {
		xml(w, http.StatusBadRequest, trouble)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	x.sum = sum
	xml(w, http.StatusCreated, "")
}

func (t *Twin) targetAt(r *http.Request) *target {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, x := range t.targets {
		if x.url == t.Base+r.URL.RequestURI() {
			return x
		}
	}
	return nil
}

// read takes a form apart: the fields as they were given and in that order, the
// file last and called so.
func (x *target) read(form *multipart.Reader) (sum string, n int64, trouble string) {
	for i := 0; ; i++ {
		part, err := form.NextPart()
		if err == io.EOF {
			return sum, n, map[bool]string{true: "MissingFile", false: ""}[sum == ""]
		}
		if err != nil {
			return "", 0, "IncompleteBody"
		}
		switch {
		case sum != "":
			return "", 0, "InvalidPolicyDocument" // something stands behind the file
		case i < len(x.fields):
			b, err := io.ReadAll(part)
			if err != nil {
				return "", 0, "IncompleteBody"
			}
			if part.FormName() != x.fields[i][0] || string(b) != x.fields[i][1] {
				return "", 0, "InvalidPolicyDocument"
			}
		case part.FormName() != "file" || part.FileName() == "":
			return "", 0, "InvalidPolicyDocument"
		default:
			h := sha256.New()
			if n, err = io.Copy(h, part); err != nil {
				return "", 0, "IncompleteBody"
			}
			sum = hex.EncodeToString(h.Sum(nil))
		}
	}
}

func xml(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	if code == "" {
		_, _ = io.WriteString(w, "<?xml version='1.0' encoding='UTF-8'?><PostResponse/>")
		return
	}
	_, _ = fmt.Fprintf(w, "<?xml version='1.0' encoding='UTF-8'?><Error><Code>%s</Code><Message>no</Message></Error>", code)
}

// adopt makes a clip of what lies at a signed address; the caller holds the lock.
func (t *Twin) adopt(resource, name, alt string) *file {
	f := &file{id: t.next("Video"), name: name, alt: alt, at: t.Clock.Now(), reads: t.terms.Rounds, lag: t.terms.Lag, code: t.terms.Fail, mime: "video/mp4"}
	t.terms.Fail = ""
	if x := t.targets[resource]; x != nil && x.sum != "" {
		f.sum, f.size, f.mime, f.source = x.sum, x.size, x.mime, x.name
	} else {
		f.source = name
		if f.code == "" {
			f.code = "GENERIC_FILE_DOWNLOAD_FAILURE"
		}
	}
	t.files = append(t.files, f)
	return f
}

type createInput struct {
	Alt, ContentType, DuplicateResolutionMode, Filename *string
	OriginalSource                                      string
}

type filesPayload struct {
	Files      *[]*media
	UserErrors []no
}

// FileCreate makes clips files of the shop.
func (q *adminRoot) FileCreate(args struct{ Files []createInput }) (*filesPayload, error) {
	t := q.t
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.may("write_files"); err != nil {
		return nil, err
	}
	if code := t.terms.FileError; code != "" {
		t.terms.FileError = ""
		return &filesPayload{UserErrors: refuse(code, "This is not possible", "files", "0")}, nil
	}
	out := []*media{}
	for _, in := range args.Files {
		if in.ContentType == nil || *in.ContentType != "VIDEO" || in.Filename == nil {
			t.Note("a file that is no clip or has no name")
			return &filesPayload{UserErrors: refuse("INVALID", "not a video", "files")}, nil
		}
		taken := slices.ContainsFunc(t.files, func(f *file) bool { return f.name == *in.Filename && f.inFiles })
		mode := "APPEND_UUID"
		if in.DuplicateResolutionMode != nil {
			mode = *in.DuplicateResolutionMode
		}
		name := *in.Filename
		switch {
		case taken && mode == "RAISE_ERROR":
			return &filesPayload{UserErrors: refuse("FILENAME_ALREADY_EXISTS", "Filename already exists", "files", "0", "filename")}, nil
		case taken:
			name = strings.Replace(name, ".", fmt.Sprintf("_%d.", t.count), 1)
		}
		f := t.adopt(in.OriginalSource, name, value(in.Alt))
		f.inFiles = true
		out = append(out, t.shown(f))
	}
	return &filesPayload{Files: &out, UserErrors: []no{}}, nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

type updateInput struct {
	Alt, Filename, OriginalSource, PreviewImageSource *string
	ID                                                graphqlID
	ReferencesToAdd, ReferencesToRemove               *[]graphqlID
}

// FileUpdate changes what is read aloud in place of a clip.
func (q *adminRoot) FileUpdate(args struct{ Files []updateInput }) (*filesPayload, error) {
	t := q.t
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.may("write_files"); err != nil {
		return nil, err
	}
	if code := t.terms.AltError; code != "" {
		t.terms.AltError = ""
		return &filesPayload{UserErrors: refuse(code, "This is not possible", "files", "0")}, nil
	}
	out := []*media{}
	for _, in := range args.Files {
		i := slices.IndexFunc(t.files, func(f *file) bool { return f.id == string(in.ID) })
		if i < 0 {
			return &filesPayload{UserErrors: refuse("FILE_DOES_NOT_EXIST", "File does not exist", "files", "0", "id")}, nil
		}
		if in.Alt != nil {
			t.files[i].alt = *in.Alt
		}
		if trouble := t.refer(t.files[i], in); trouble != "" {
			return &filesPayload{UserErrors: refuse(trouble, "This is not possible", "files", "0")}, nil
		}
		out = append(out, t.shown(t.files[i]))
	}
	return &filesPayload{Files: &out, UserErrors: []no{}}, nil
}

// refer puts a clip onto the pages of products and off them; the caller holds
// the lock.
func (t *Twin) refer(f *file, in updateInput) (code string) {
	for _, ids := range []*[]graphqlID{in.ReferencesToAdd, in.ReferencesToRemove} {
		if ids == nil {
			continue
		}
		for _, id := range *ids {
			i := slices.IndexFunc(t.stock.Products, func(p *Product) bool { return p.ID == string(id) })
			switch {
			case i < 0:
				return "REFERENCE_TARGET_DOES_NOT_EXIST"
			case f.reads > 0:
				return "NON_READY_STATE"
			}
			p := t.stock.Products[i]
			had := slices.Contains(p.media, f)
			if ids == in.ReferencesToAdd && !had {
				p.media = append(p.media, f)
			}
			if ids == in.ReferencesToRemove && had {
				p.media = slices.DeleteFunc(p.media, func(o *file) bool { return o == f })
			}
		}
	}
	return ""
}
