package intake

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"taglane/app/media"
	"taglane/app/taglane"
	"taglane/app/watch"
)

// Library is what intake asks of the place where clips are kept.
type Library interface {
	// ClipsWith lists the clips of those bytes, oldest first.
	ClipsWith(ctx context.Context, fingerprint string) ([]taglane.Clip, error)
	// Add keeps a clip that came in.
	Add(ctx context.Context, c taglane.Clip) error
	// SetPath says where a clip's file lies on this machine, and so that it is there.
	SetPath(ctx context.Context, clip taglane.ID, path string) error
	// SetMissing notes which files are not where they were, and which are; it
	// returns of how many clips that is news.
	SetMissing(ctx context.Context, missing map[taglane.ID]bool) (news int, err error)
	// Whereabouts lists where files are expected, after the clip named, a page
	// at a time; missing for the missing only.
	Whereabouts(ctx context.Context, missing bool, after taglane.ID, most int) ([]Whereabouts, error)
	// Folders lists the watched folders, by path.
	Folders(ctx context.Context) ([]Folder, error)
	KeepFolder(ctx context.Context, f Folder) error
	RemoveFolder(ctx context.Context, path string) error
}

// Whereabouts is where a clip's file is expected.
type Whereabouts struct {
	ID          taglane.ID
	Path        string
	Size        int64 // bytes
	Fingerprint string
	Missing     bool
}

// Options lend intake what it may not take for itself. Every function is set.
type Options struct {
	Library Library
	Own     string // the library's folder, which is not watched
	Open    func(ctx context.Context, path string) (media.Source, error)
	Now     func() time.Time
	NewID   func() taglane.ID
	Beside  func(f func()) // runs f beside; who ends life waits for it

	// What is told, from any goroutine.
	Moved   func(clip taglane.ID)        // a clip's file was found elsewhere
	Changed func()                       // what clips there are, or which files are missing
	Read    func(c taglane.Clip)         // a clip came in or back and is to be looked at
	Found   func()                       // files that were missing are there again
	Came    func(names []string)         // clips came in from watched folders, gathered
	Refused func(path string, err error) // a file in a watched folder was not taken
	Watched func()                       // what is known of a watched folder has changed
	Failed  func(err error)              // something that nobody waits for
}

// Intake takes files in and keeps them found. Its methods may be called from
// any goroutine.
type Intake struct {
	life    context.Context // what goes on by itself ends with it
	o       Options
	watcher *watch.Watcher

	mu     sync.Mutex
	coming []string // names of what came in from watched folders, not told of yet
}

// New makes an intake that does nothing by itself until LookAfter and Watch.
func New(life context.Context, o Options) *Intake {
	in := &Intake{life: life, o: o}
	in.watcher = watch.New(watch.Options{Wants: IsClip, Changed: func(string) { o.Watched() }, Arrived: in.arrived})
	return in
}

// Arrival is what a file became.
type Arrival struct {
	Clip     taglane.Clip
	Twin     taglane.ID // an older clip with the same bytes; the clip itself where it was here
	Returned bool       // the clip was here and missed its file
}

// Fresh says that the clip was not here before.
func (a Arrival) Fresh() bool { return a.Twin == "" && !a.Returned }

// Take takes one file in, for a project; "" for none. The file stays where it is
// and is never changed. A file that a clip misses goes back to that clip.
// Invalid: it is no clip, or its end is missing.
func (in *Intake) Take(ctx context.Context, path string, project taglane.ID) (Arrival, error) {
	src, err := in.o.Open(ctx, path)
	if err != nil {
		return Arrival{}, err
	}
	if src.Incomplete { // half a clip would be tagged, and then published by half
		return Arrival{}, taglane.Errorf(taglane.Invalid, "The end of this file is missing. Copy it again from the camera.")
	}
	same, err := in.o.Library.ClipsWith(ctx, src.Fingerprint)
	if err != nil {
		return Arrival{}, err
	}
	for _, c := range same {
		if c.Path == src.Path {
			return Arrival{Clip: c, Twin: c.ID}, nil
		}
	}
	for _, c := range same {
		if Gone(c.Path) {
			return in.back(ctx, c, src.Path)
		}
	}
	name := strings.TrimSuffix(filepath.Base(src.Path), filepath.Ext(src.Path))
	c := taglane.Clip{
		ID: in.o.NewID(), Name: strings.ToValidUTF8(name, "�"), Path: src.Path, Size: src.Size, Fingerprint: src.Fingerprint,
		Facts: src.Facts, Language: "en", Project: project, AddedAt: in.o.Now().UTC(),
	}
	if err := in.o.Library.Add(ctx, c); err != nil {
		return Arrival{}, err
	}
	in.o.Changed()
	in.o.Read(c)
	done := Arrival{Clip: c}
	if len(same) > 0 {
		done.Twin = same[0].ID
	}
	return done, nil
}

// back gives a file to the clip that misses just that one.
func (in *Intake) back(ctx context.Context, c taglane.Clip, path string) (Arrival, error) {
	if err := in.o.Library.SetPath(ctx, c.ID, path); err != nil {
		return Arrival{}, err
	}
	c.Path = path
	in.o.Moved(c.ID)
	in.o.Changed()
	in.o.Read(c)
	return Arrival{Clip: c, Returned: true}, nil
}

// extensions are what a folder is searched for; a file named outright is
// judged by its content alone.
var extensions = map[string]bool{".mp4": true, ".mov": true, ".m4v": true, ".webm": true, ".mkv": true, ".3gp": true}

// IsClip says whether a name is that of a clip; it goes by the name alone.
func IsClip(name string) bool { return extensions[strings.ToLower(filepath.Ext(name))] }

// Files replaces folders by the clips in them, in name order. refused is told of
// folders of which a part cannot be read.
func Files(paths []string, refused func(path string, err error)) (files []string) {
	for _, p := range paths {
		abs, err := filepath.Abs(p)
		if err != nil {
			abs = p
		}
		info, err := os.Stat(abs)
		if err != nil || !info.IsDir() {
			files = append(files, abs) // opening it says what is wrong
			continue
		}
		err = filepath.WalkDir(abs, func(path string, d os.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && IsClip(path) {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			refused(abs, taglane.OfDisk(err, taglane.Refused, "Part of this folder cannot be read."))
		}
	}
	return files
}

// Gone says whether a file is not where it was; a disk that does not answer
// rightly says nothing about it.
func Gone(path string) bool {
	if path == "" { // footage that a teammate brought
		return true
	}
	_, err := os.Stat(path)
	return os.IsNotExist(err)
}
