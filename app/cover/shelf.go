package cover

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// Bounds of looking through a computer's typefaces.
const (
	mostEntries = 20_000    // files and folders
	mostDepth   = 8         // folders below one another
	mostFont    = 256 << 20 // bytes of one file; Apple's emoji are the largest known
	mostOpen    = 24        // files read for one run of the program
)

// shelf is where typefaces lie that are not ours. It is looked through once,
// when the first character turns up that ours lack.
type shelf struct {
	dirs []string

	once  sync.Once
	paths map[string]string // by name in lower case
	names []string          // sorted

	mu   sync.Mutex
	read map[string]*font.Font // by path; nil for one that cannot be used
}

// installed is this computer's.
var installed = &shelf{dirs: fontDirs()}

func fontDirs() []string {
	home, _ := os.UserHomeDir()
	switch runtime.GOOS {
	case "windows":
		return []string{filepath.Join(os.Getenv("WINDIR"), "Fonts"), filepath.Join(os.Getenv("LOCALAPPDATA"), "Microsoft", "Windows", "Fonts")}
	case "darwin":
		return []string{"/System/Library/Fonts", "/Library/Fonts", filepath.Join(home, "Library", "Fonts")}
	}
	return []string{"/usr/share/fonts", "/usr/local/share/fonts", "/run/host/fonts", filepath.Join(home, ".local", "share", "fonts"), filepath.Join(home, ".fonts")}
}

// find is the first typeface that is known to suit a character and has it; nil
// when there is none.
func (s *shelf) find(r rune) *font.Font {
	s.once.Do(s.look)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, want := range suited(r) {
		for _, name := range s.named(want) {
			if f := s.open(s.paths[name]); f != nil {
				if _, ok := f.NominalGlyph(r); ok {
					return f
				}
			}
		}
	}
	return nil
}

// look notes the files there are, and opens none.
func (s *shelf) look() {
	s.paths, s.read = map[string]string{}, map[string]*font.Font{}
	left := mostEntries
	for _, dir := range s.dirs {
		if !filepath.IsAbs(dir) {
			continue
		}
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if left--; left < 0 {
				return filepath.SkipAll
			}
			if err != nil {
				return nil // a folder we may not read has no typefaces for us
			}
			if d.IsDir() {
				if below, _ := filepath.Rel(dir, path); strings.Count(below, string(filepath.Separator)) >= mostDepth {
					return filepath.SkipDir
				}
				return nil
			}
			name := strings.ToLower(d.Name())
			switch filepath.Ext(name) {
			case ".ttf", ".otf", ".ttc":
				if s.paths[name] == "" {
					s.paths[name] = path
				}
			}
			return nil
		})
	}
	s.names = slices.Sorted(maps.Keys(s.paths))
}

// named are the files a pattern means: the name itself, or all that begin so.
func (s *shelf) named(pattern string) []string {
	start, many := strings.CutSuffix(pattern, "*")
	i, found := slices.BinarySearch(s.names, start)
	j := i
	for j < len(s.names) && many && strings.HasPrefix(s.names[j], start) {
		j++
	}
	if !many && found {
		j = i + 1
	}
	return s.names[i:j]
}

// open reads the first typeface of a file, once.
func (s *shelf) open(path string) *font.Font {
	if f, ok := s.read[path]; ok || len(s.read) >= mostOpen {
		return f
	}
	f := readFont(path)
	s.read[path] = f
	return f
}

// readFont is nil for a file that is no typeface. Its tables come from whoever
// made the file, and a reader that gives up on them must not end the program.
func readFont(path string) (found *font.Font) {
	defer func() {
		if recover() != nil {
			found = nil
		}
	}()
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	if is, err := file.Stat(); err != nil || !is.Mode().IsRegular() || is.Size() > mostFont {
		return nil
	}
	all, err := opentype.NewLoaders(file)
	if err != nil || len(all) == 0 {
		return nil
	}
	f, err := font.NewFont(all[0])
	if err != nil || f.Upem() == 0 {
		return nil
	}
	return f
}

// suited are the names of files to look for a character in, the best first.
func suited(r rune) (names []string) {
	if r >= 0x1F000 && r < 0x20000 || unicode.Is(unicode.Regional_Indicator, r) {
		names = append(names, emojiFiles...)
	}
	for _, s := range scriptFiles {
		if unicode.Is(s.has, r) {
			names = append(names, s.names...)
		}
	}
	if script := scriptOf(r); script != "" {
		names = append(names, "notosans"+script+"-bold*", "notosans"+script+"[*", "notosans"+script+"-semibold*", "notosans"+script+"-regular*", "lohit-"+script+"*")
	}
	names = append(names, otherFiles...)
	return append(names, emojiFiles...)
}

// scriptOf is the name of a character's script as names of files write it.
func scriptOf(r rune) string {
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && unicode.Is(table, r) {
			return strings.ToLower(strings.ReplaceAll(name, "_", ""))
		}
	}
	return ""
}

var emojiFiles = []string{"notocoloremoji*", "apple color emoji.ttc", "seguiemj.ttf", "twemoji*", "notoemoji-bold*", "notoemoji*", "symbola*"}

// cjkFiles hold Chinese, Japanese and Korean alike.
var cjkFiles = []string{"notosanscjk-bold.ttc", "notosanscjk*", "sourcehansans-bold*", "sourcehansans*"}

// scriptFiles are the typefaces that systems bring along, in their own names.
var scriptFiles = []struct {
	has   *unicode.RangeTable
	names []string
}{
	{unicode.Arabic, []string{"notosansarabic-bold*", "notokufiarabic-bold*", "notonaskharabic-bold*", "sfarabic*", "geezapro.ttc", "segoeuib.ttf", "tahomabd.ttf"}},
	{unicode.Hebrew, []string{"notosanshebrew-bold*", "sfhebrew*", "arialhb.ttc", "segoeuib.ttf"}},
	{unicode.Hiragana, append([]string{"yugothb.ttc", "meiryob.ttc", "ヒラギノ角ゴシック w6.ttc", "hiragino sans*"}, cjkFiles...)},
	{unicode.Katakana, append([]string{"yugothb.ttc", "meiryob.ttc", "ヒラギノ角ゴシック w6.ttc", "hiragino sans*"}, cjkFiles...)},
	{unicode.Hangul, append([]string{"malgunbd.ttf", "applesdgothicneo.ttc", "notosanskr-bold*"}, cjkFiles...)},
	{unicode.Han, append([]string{"msyhbd.ttc", "pingfang.ttc", "hiragino sans gb.ttc", "notosanssc-bold*", "yugothb.ttc"}, append(cjkFiles, "wqy*", "droidsansfallback*", "simhei.ttf")...)},
	{unicode.Thai, []string{"notosansthai-bold*", "thonburi.ttc", "leelauib.ttf", "leelawui.ttf"}},
	{unicode.Devanagari, []string{"notosansdevanagari-bold*", "kohinoor.ttc", "nirmalab.ttf", "nirmala.ttc", "nirmala.ttf"}},
	{unicode.Bengali, []string{"notosansbengali-bold*", "kohinoorbangla.ttc", "nirmalab.ttf", "nirmala.ttc", "nirmala.ttf"}},
	{unicode.Ethiopic, []string{"notosansethiopic-bold*", "kefa.ttc", "ebrimabd.ttf"}},
}

// otherFiles hold a little of everything.
var otherFiles = append([]string{
	"nirmalab.ttf", "nirmala.ttc", "nirmala.ttf", "dejavusans-bold.ttf", "notosans-bold*", "freesansbold*", "segoeuib.ttf", "arialbd.ttf", "arial unicode.ttf", "arialuni.ttf",
	"seguisym.ttf", "apple symbols.ttf", "notosanssymbols-bold*", "notosanssymbols2*", "notosansmath*", "dejavusans.ttf", "freesans*", "unifont*",
}, cjkFiles...)
