// Package app_test holds the picture of the house as a table: which room may
// import which, and why not the others. Any other arrow fails here.
package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room is a package: what it may import of our own, why it may import nothing
// else, and what its tests may import besides.
type room struct {
	may    string
	why    string // answers each forbidden arrow that whyNot has no better answer for
	tests  string
	clock  string // why it may ask for the time itself; "" if it may not
	noTest bool   // a suite: it may import testing outside test files
}

// service stands for every platform that has no row of its own, and standIn
// for the folder in which its twin is made.
const (
	service = "platform/*"
	standIn = "platform/*/twin"
)

var rooms = map[string]room{
	"main":                     {may: "desktop cli platform/all media taglane", why: "main only chooses a face and lists the services; a verb belongs to studio", clock: "it is above studio"},
	"desktop":                  {may: "studio taglane crash", why: "the window is studio behind glass; what it needs is a method of studio", tests: "media sample platform/all platform/httpx platform/twin " + standIn, clock: "it is above studio and lends it the clock"},
	"cli":                      {may: "studio taglane", why: "the terminal is studio behind a prompt; what it needs is a method of studio", tests: "media sample platform/all platform/httpx platform/twin " + standIn, clock: "it is above studio"},
	"studio":                   {may: "taglane edit media cover sight intake files fitted work exchange platform catalog outbox access conform crew team review review/serve trade notes versions everything store snapshot sample platform/rules wording words drop", why: "studio has no face, so it knows neither window nor terminal", tests: "platform/webpage platform/cj access/accesstest " + standIn, clock: "it is not below studio"},
	"trade":                    {may: "taglane edit store outbox catalog link drop insight media work platform platform/httpx", why: "trade is the part of studio that knows what is sold; a clip's file, the queue and the screen are the other's", tests: "platform/memory link/linktest"},
	"notes":                    {may: "taglane edit store exchange sheet", why: "notes is the part of studio that knows what people say; it is handed a draft and a key, and who publishes asks it"},
	"sheet":                    {may: "taglane cover media", why: "a sheet is made of notes and pictures that are handed to it; its words are set in type where all are"},
	"versions":                 {may: "taglane edit store media conform", why: "versions is the part of studio that knows the cuts of a clip; what is published of them, and who approved one, is told to it", tests: "sample"},
	"store":                    {may: "taglane edit outbox", why: "the store keeps rows and decides nothing; a rule belongs to the room whose noun it is about"},
	"snapshot":                 {may: "taglane store", why: "snapshot keeps and puts back files of the store; what is in them, and what was published since, is studio's", tests: "edit outbox platform platform/memory platform/platformtest"},
	"outbox":                   {may: "taglane platform", why: "the outbox carries one frozen revision and sees the outside only through platform"},
	"access":                   {may: "taglane platform secrets", why: "access lets people and uploads into accounts; what is kept, shown and sent there is its caller's", tests: "access/accesstest platform/httpx"},
	"access/accesstest":        {may: "taglane platform platform/httpx platform/memory", why: "a service with a login is asked like any other and knows nobody who asks", clock: "it stands in for a service, which has a clock of its own", noTest: true},
	"catalog":                  {may: "taglane platform platform/httpx", why: "the catalog reads feeds and links; it neither keeps nor publishes"},
	"link":                     {may: "taglane platform platform/httpx", why: "a link is made and read offline; which clip it belongs to and where rows lie is studio's", tests: "platform/httpx link/linktest"},
	"link/linktest":            {why: "a way to be walked knows nobody who walks it"},
	"team":                     {may: "taglane edit watch", why: "a team carries edits and never changes them; merging is the store's"},
	"review":                   {may: "taglane", why: "the review room shows a draft to somebody without the app"},
	"review/serve":             {may: "taglane review", why: "whoever lets guests in knows the room and what it is lent; what a clip is and what becomes of an answer is studio's", clock: "the deadlines of a connection are the wall's"},
	"drop":                     {may: "taglane", why: "when something may be seen is reckoned from what is given; who publishes is studio's"},
	"secrets":                  {may: "taglane", why: "whoever keeps keys reads nothing else, and can be read in one sitting"},
	"media":                    {may: "taglane", why: "media knows files of pictures and sound, not what they are for", clock: "it measures how long a tool takes"},
	"cover":                    {may: "taglane media", why: "a cover is made of one picture and its design; which clip that is and where the cover goes is studio's"},
	"files":                    {may: "taglane", why: "files are written, named and let go; what is in them and who wants them is their caller's"},
	"fitted":                   {may: "taglane media wording work files", why: "fitted makes a file when somebody asks and finds it again; how a film is written and what is still sent is its caller's"},
	"intake":                   {may: "taglane media watch", why: "intake finds files and knows them by their content; what is kept, made and said of them is its caller's"},
	"crew":                     {may: "taglane edit store team", why: "crew is the part of studio that works with others; how lines travel is team's, and what they mean everybody else's"},
	"everything":               {may: "taglane edit store exchange files outbox", why: "a library as a folder is made of what the store keeps and of forms that others read; who asks for it, and what is shown meanwhile, is studio's"},
	"conform":                  {may: "taglane", why: "conform compares pictures and sound that are handed to it; what moves with the footage is its caller's", tests: "media"},
	"sight":                    {may: "taglane", why: "sight compares pictures that are handed to it; what is done with what it finds is studio's", tests: "media"},
	"watch":                    {may: "taglane", why: "watch sees files come and go, not what they are; what counts is told by its caller"},
	"media/bench":              {why: "the comparison judges media from outside, by what it makes", tests: "media taglane"},
	"exchange":                 {may: "taglane", why: "exchange reads and writes timelines as bytes; where they come from and go to is its caller's"},
	"insight":                  {may: "taglane", why: "insight adds up rows it is given; where they come from and lie is its caller's"},
	"sample":                   {may: "taglane", why: "the sample is material; studio brings it in like anybody's clip"},
	"wording":                  {may: "taglane platform platform/rules drop", why: "a wording is worked out from values and given back as values; who keeps it, makes its file and queues it is studio's"},
	"work":                     {may: "taglane", why: "work runs steps and does not know what they do"},
	"edit":                     {why: "the log knows cells, not what they mean, so it never changes when a noun does"},
	"faults":                   {why: "the suite sees the program from outside, as the person who loses work does", tests: "cli desktop media sample secrets store studio taglane platform/all platform/twin " + standIn},
	"forged":                   {why: "whoever forges requests knows a server by what its page asks", clock: "it measures how long a server takes"},
	"edit/edittest":            {may: "edit", why: "the properties see a log from outside, however it is kept", noTest: true},
	"words":                    {may: "taglane", why: "words tell what others say in another language; who says it, and to whom, is not theirs"},
	"crash":                    {may: "taglane", why: "what writes down that something fell must stand when everything else lies"},
	"taglane":                  {why: "the vocabulary knows nobody, so that everybody may know it"},
	"platform":                 {may: "taglane", why: "what may be asked of a service is said without knowing any service"},
	"platform/httpx":           {may: "taglane", why: "manners are the same whoever is called", clock: "pace is measured against the wall"},
	"platform/platformtest":    {may: "taglane platform platform/httpx", why: "the suite asks every connector the same and so knows none", clock: "it measures how long a cancelled call takes", noTest: true},
	"platform/memory":          {may: "taglane platform", why: "the reference has no network and no neighbours"},
	"platform/webpage":         {may: "taglane platform exchange", why: "a page needs the drafts and the timeline formats, nothing of the app"},
	"platform/rules":           {may: "taglane", why: "rules are facts with a day on them; who asks for them, and what is done about it, is studio's"},
	"platform/all":             {may: service, why: "this is the list of services and nothing else", tests: "taglane drop exchange platform platform/httpx platform/graph/graphtest outbox platform/twin " + standIn},
	"platform/graph":           {may: "taglane platform platform/httpx", why: "the Graph is Meta's way of being asked; what is published through it is its two connectors'"},
	"platform/graph/graphtest": {may: "taglane platform/twin", why: "what Meta's twins share is made from the services' pages alone", clock: "it stands in for a service, which has a clock of its own"},
	"platform/wares":           {may: "taglane platform", why: "how a shop's texts, figures and addresses are read is the same whoever tells them; who is asked, and what an answer means, is the connector's"},
	service:                    {may: "taglane platform platform/httpx platform/rules platform/graph platform/wares", why: "a connector can be removed by removing its folder, so it leans on nothing but the manners; Meta's two share the manners of the Graph, and who tells of goods shares how those are read", tests: "platform/twin platform/graph/graphtest " + standIn},
	standIn:                    {may: "taglane platform/twin platform/graph/graphtest", why: "a twin is made from its service's page alone; one that knew the connector would agree with its mistakes", clock: "it stands in for a service, which has a clock of its own"},
	"platform/twin":            {why: "what twins share knows no service and nothing that is asked of one"},
}

// whyNot answers the arrows that somebody will want to draw one day.
var whyNot = map[[2]string]string{
	{"taglane", "edit"}:            "taglane and edit do not know each other: studio turns verbs into writes, store turns cells into nouns",
	{"edit", "taglane"}:            "taglane and edit do not know each other: studio turns verbs into writes, store turns cells into nouns",
	{"store", "studio"}:            "arrows point down: studio commits to the store; the store calls nobody back",
	{"store", "media"}:             "derived pictures are media's cache, not rows",
	{"outbox", "store"}:            "the store keeps the outbox's journal; the outbox asks for it through its own Journal interface",
	{"access", "store"}:            "accounts and settings lie behind access's own Shelf; the library is one",
	{"access", "outbox"}:           "what waited for a login is let go on by GoOn; access does not know what that is",
	{"access", "words"}:            "access is lent Tell: the language is its person's, and may change while a login is under way",
	{"access", service}:            "access opens services by name through platform; a login of one is its Profile's Connect",
	{"outbox", "access"}:           "the outbox is handed a connector that has been let in; whether it may is asked above",
	{"studio", "secrets"}:          "credentials lie behind access, which has one rule for who may have them",
	{"studio", "desktop"}:          "studio has no face: send an Event and let the window listen",
	{"desktop", "store"}:           "go through studio, or the window becomes the only caller of a rule",
	{"cli", "store"}:               "go through studio, or terminal and window will differ",
	{"desktop", "cli"}:             "the two faces do not know each other; what they share is a method of studio",
	{"cli", "desktop"}:             "the two faces do not know each other; what they share is a method of studio",
	{"team", "store"}:              "team hands edits to studio, which merges them in the store's one transaction",
	{"catalog", "store"}:           "the catalog returns what it read; studio writes it as edits",
	{"media", "store"}:             "media's results are keyed by fingerprint in its own cache; facts become edits in studio",
	{"platform", "outbox"}:         "a platform answers questions; when to ask again is the outbox's",
	{"studio", service}:            "studio opens services by name through platform; naming one would bind it for ever",
	{"intake", "store"}:            "clips lie behind intake's own Library; that they are rows is studio's",
	{"wording", "store"}:           "a wording is handed what was decided, and gives back what to decide; studio commits it",
	{"wording", "media"}:           "wording says in which form a file is wanted; studio has it made, and answers Film",
	{"wording", "outbox"}:          "nothing is queued while it is worded; studio asks before it queues",
	{"outbox", service}:            "the outbox treats all services alike; a difference belongs in Capabilities",
	{"platform", service}:          "platform never imports a connector: connectors register themselves",
	{service, "secrets"}:           "tokens come to a connector through httpx.TokenStore",
	{service, "exchange"}:          "only the page carries a timeline; a connector sends tags as its service wants them",
	{service, service}:             "connectors do not know each other; what two share is httpx, wares or taglane",
	{"*", "platform/all"}:          "only main lists the services, so that no code can depend on any one of them",
	{"*", "main"}:                  "nothing imports main",
	{"*", "edit/edittest"}:         "a suite belongs in test files",
	{"*", "platform/platformtest"}: "a suite belongs in test files",
	{"*", "access/accesstest"}:     "a stand-in belongs in test files",
	{"*", "forged"}:                "a suite belongs in test files",
	{"*", "link/linktest"}:         "a stand-in belongs in test files",
}

// everyTest is what tests of any room may import besides their room's own.
const everyTest = "platform/memory platform/platformtest edit/edittest forged"

// outsiders are modules that one place alone may know.
var outsiders = []struct{ module, only, why string }{
	{"github.com/disintegration/imaging", "app/media", "resizing has one door, so that the library can be replaced in an afternoon"},
	{"github.com/mattn/go-sqlite3", "app/store", "the store is the one that speaks SQL"},
	{"github.com/nats-io/nats.go", "app/team", "whether lines travel by a folder or by a hub is nobody else's to know"},
	{"github.com/fsnotify/fsnotify", "app/watch", "who watches folders has to know what each system forgets to tell"},
	{"github.com/go-text/", "app/cover", "words are set in type in one place"},
	{"github.com/zalando/go-keyring", "app/secrets", "keys have one door"},
	{"github.com/wailsapp/", "app/desktop", "only the window knows what it is made of"},
}

// imagingFiles is how many files of media may import the imaging library.
const imagingFiles = 1

func TestArrows(t *testing.T) {
	files, err := sources("..")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("only %d files found: the walk looks in the wrong place", len(files))
	}
	for _, wrong := range check(files) {
		t.Error(wrong)
	}
}

// sources reads main and everything under app, by slashed path.
func sources(root string) (map[string]string, error) {
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && name != "app" && !strings.HasPrefix(name, "app/") || d.Name() == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		files[name] = string(b)
		return err
	})
	return files, err
}

// check says what is wrong with the files, in order of their names.
func check(files map[string]string) (wrong []string) {
	imaging := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		say := func(at token.Pos, format string, args ...any) {
			wrong = append(wrong, fmt.Sprintf("%s:%d: ", name, set.Position(at).Line)+fmt.Sprintf(format, args...))
		}
		from, test := roomOf(path.Dir(name)), strings.HasSuffix(name, "_test.go")
		if from == "app" && test {
			continue // this test
		}
		r, drawn := rooms[rowOf(from)]
		if !drawn {
			say(f.Package, "%s is a new room: draw it in the table and in the README first", from)
			continue
		}
		for _, spec := range f.Imports {
			to, _ := strconv.Unquote(spec.Path.Value)
			if why := arrow(from, to, r, test); why != "" {
				say(spec.Pos(), "%s imports %s: %s", from, to, why)
			}
			if from == "media" && strings.HasPrefix(to, outsiders[0].module) {
				if imaging++; imaging > imagingFiles {
					say(spec.Pos(), "%s is imported by a second file: %s", to, outsiders[0].why)
				}
			}
		}
		if !test && r.clock == "" {
			for _, call := range clockCalls(f) {
				say(call.Pos(), "%s asks for the time: take Now func() time.Time from above, so that a test can say what time it is", from)
			}
		}
	}
	return wrong
}

// arrow says why the import is forbidden, or "".
func arrow(from, to string, r room, test bool) string {
	for _, o := range outsiders {
		if strings.HasPrefix(to, o.module) && "app/"+from != o.only {
			return "only " + o.only + " may: " + o.why
		}
	}
	if to == "testing" && !test && !r.noTest {
		return "code that ships does not carry the testing package"
	}
	if !strings.HasPrefix(to, "taglane/") {
		return ""
	}
	to = roomOf(strings.TrimPrefix(to, "taglane/"))
	may := strings.Fields(r.may)
	if test {
		may = append(may, strings.Fields(r.tests+" "+everyTest)...)
		may = append(may, from)
	}
	connector := rowOf(to) == service || strings.HasPrefix(to, "platform/") && strings.Count(to, "/") == 1 && !slices.Contains([]string{"platform/httpx", "platform/graph", "platform/wares", "platform/platformtest", "platform/all", "platform/twin"}, to)
	if slices.Contains(may, to) || slices.Contains(may, rowOf(to)) && rowOf(to) == standIn || connector && slices.Contains(may, service) {
		return ""
	}
	row, kind := rowOf(from), to
	if connector {
		kind = service
	}
	for _, pair := range [][2]string{{row, to}, {row, kind}, {"*", to}} {
		if why, ok := whyNot[pair]; ok {
			return why
		}
	}
	return r.why
}

// roomOf names the room in a folder of the module: "app/edit" is edit, "." is main.
func roomOf(dir string) string {
	if dir == "." {
		return "main"
	}
	return strings.TrimPrefix(dir, "app/")
}

// rowOf is the table's row for a room; a connector needs none of its own.
func rowOf(name string) string {
	_, own := rooms[name]
	switch parts := strings.Split(name, "/"); {
	case own || parts[0] != "platform":
	case len(parts) == 2:
		return service
	case len(parts) == 3 && parts[2] == parts[1]+"test":
		return standIn
	}
	return name
}

// clockCalls finds time.Now, and Since and Until, which call it.
func clockCalls(f *ast.File) (calls []ast.Node) {
	name := ""
	for _, spec := range f.Imports {
		if spec.Path.Value == `"time"` {
			if name = "time"; spec.Name != nil {
				name = spec.Name.Name
			}
			if name == "." {
				calls = append(calls, spec)
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && name != "" && x.Name == name && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name) {
				calls = append(calls, s)
			}
		}
		return true
	})
	return calls
}

// The checker is worth what it catches.
func TestPlantedViolationsAreCaught(t *testing.T) {
	const page, story, second = "app/platform/webpage/page.go", "app/cli/story_test.go", "app/media/second.go"
	for _, c := range []struct{ name, code, want string }{
		{"app/edit/x.go", `import "taglane/app/taglane"`, "app/edit/x.go:2: edit imports taglane/app/taglane: taglane and edit do not know each other"},
		{"app/taglane/x.go", `import "taglane/app/edit"`, "studio turns verbs into writes"},
		{"app/review/x.go", `import "taglane/app/store"`, rooms["review"].why},
		{"app/store/x.go", `import _ "taglane/app/studio"`, "arrows point down"},
		{"app/store/x_test.go", `import "taglane/app/studio"`, "arrows point down"},
		{"app/platform/youtube/x.go", `import "taglane/app/platform/tiktok"`, "connectors do not know each other"},
		{"app/platform/youtube/x.go", `import "taglane/app/exchange"`, "only the page carries a timeline"},
		{"app/outbox/x.go", `import "taglane/app/platform/youtube"`, "treats all services alike"},
		{"app/access/x.go", `import "taglane/app/store"`, "behind access's own Shelf"},
		{"app/access/x_test.go", `import "taglane/app/store"`, "behind access's own Shelf"},
		{"app/access/x.go", `import "taglane/app/outbox"`, "let go on by GoOn"},
		{"app/access/x.go", `import "taglane/app/words"`, "access is lent Tell"},
		{"app/access/x.go", `import "taglane/app/platform/youtube"`, "its Profile's Connect"},
		{"app/access/x.go", `import "taglane/app/access/accesstest"`, "a stand-in belongs in test files"},
		{"app/access/x.go", "import \"time\"\nvar x = time.Now()", "access asks for the time"},
		{"app/outbox/x.go", `import "taglane/app/access"`, "has been let in"},
		{"app/wording/x.go", `import "taglane/app/store"`, "studio commits it"},
		{"app/wording/x.go", `import "taglane/app/media"`, "answers Film"},
		{"app/studio/x.go", `import "taglane/app/secrets"`, "credentials lie behind access"},
		{"app/studio/x.go", `import _ "taglane/app/platform/all"`, "only main lists the services"},
		{"app/edit/x.go", `import "taglane/app/edit/edittest"`, "a suite belongs in test files"},
		{"app/outbox/x.go", `import "testing"`, "does not carry the testing package"},
		{"app/outbox/x.go", `import "github.com/mattn/go-sqlite3"`, "only app/store may"},
		{"app/outbox/x_test.go", `import "github.com/mattn/go-sqlite3"`, "only app/store may"},
		{"app/cli/x.go", `import "github.com/wailsapp/wails/v2/pkg/runtime"`, "only app/desktop may"},
		{"app/studio/x.go", `import "github.com/disintegration/imaging"`, "only app/media may"},
		{second, `import "github.com/disintegration/imaging"`, "imported by a second file"},
		{"app/outbox/x.go", "import \"time\"\nvar x = time.Now()", "app/outbox/x.go:3: outbox asks for the time"},
		{"app/outbox/x.go", "import clock \"time\"\nvar x = clock.Now", "outbox asks for the time"},
		{"app/outbox/x.go", "import . \"time\"\nvar x = Now()", "outbox asks for the time"},
		{"app/edit/x.go", "import \"time\"\nfunc x(t time.Time) any { return time.Since(t) }", "edit asks for the time"},
		{"app/utils/x.go", "", "utils is a new room: draw it in the table and in the README first"},
		{"app/store/rows/x.go", "", "store/rows is a new room"},
		{"app/platform/youtube/wire/x.go", "", "platform/youtube/wire is a new room"},
		{"app/platform/youtube/youtubetest/x.go", `import "taglane/app/platform/youtube"`, "agree with its mistakes"},
		{"app/platform/youtube/x.go", `import "taglane/app/platform/youtube/youtubetest"`, rooms[service].why},
		{"app/outbox/x.go", `import "taglane/app/platform/graph"`, rooms["outbox"].why},
		{"app/platform/graph/x.go", `import "taglane/app/platform/facebook"`, rooms["platform/graph"].why},
		{"app/platform/wares/x.go", `import "taglane/app/platform/httpx"`, rooms["platform/wares"].why},
		{"app/link/x.go", `import "taglane/app/platform/wares"`, rooms["link"].why},
		{"app/platform/facebook/facebooktest/x.go", `import "taglane/app/platform/graph"`, "agree with its mistakes"},
		{"app/edit/x.go", "import", "missing import path"},

		// What is allowed stays allowed.
		{"app/access/x.go", `import ("taglane/app/platform"; "taglane/app/secrets")`, ""},
		{"app/access/x_test.go", `import ("taglane/app/access/accesstest"; "taglane/app/platform/httpx")`, ""},
		{"app/studio/x_test.go", `import ("taglane/app/access"; "taglane/app/access/accesstest")`, ""},
		{page, `import ("taglane/app/exchange"; "taglane/app/platform"; "taglane/app/taglane")`, ""},
		{"app/platform/youtube/x.go", `import ("taglane/app/platform/httpx"; "taglane/app/platform")`, ""},
		{"app/platform/shopify/x.go", `import "taglane/app/platform/wares"`, ""},
		{"app/platform/all/all.go", `import _ "taglane/app/platform/youtube"`, ""},
		{"app/platform/youtube/x_test.go", `import "taglane/app/platform/youtube/youtubetest"`, ""},
		{"app/platform/youtube/youtubetest/x.go", `import "taglane/app/platform/twin"`, ""},
		{"app/platform/facebook/x.go", `import "taglane/app/platform/graph"`, ""},
		{"app/platform/facebook/facebooktest/x.go", `import "taglane/app/platform/graph/graphtest"`, ""},
		{"app/store/x_test.go", `import ("taglane/app/store"; "taglane/app/edit/edittest"; "taglane/app/platform/memory"; "testing")`, ""},
		{story, `import _ "taglane/app/platform/all"`, ""},
		{"app/desktop/window.go", `import "github.com/wailsapp/wails/v2"`, ""},
		{"app/store/open.go", `import "github.com/mattn/go-sqlite3"`, ""},
		{"app/outbox/x_test.go", "import \"time\"\nvar x = time.Now()", ""},
		{"app/media/x.go", "import \"time\"\nvar x = time.Now()", ""},
		{"main.go", `import ("taglane/app/cli"; _ "taglane/app/platform/all")`, ""},
	} {
		files := map[string]string{
			c.name: "package x\n" + c.code,
			// The one file of media that may know the library.
			"app/media/imaging.go": "package media\nimport \"github.com/disintegration/imaging\"",
		}
		got := check(files)
		switch {
		case c.want == "" && len(got) > 0:
			t.Errorf("%s with %s is refused: %v", c.name, c.code, got)
		case c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)):
			t.Errorf("%s with %s: %q, want one with %q", c.name, c.code, got, c.want)
		}
	}
}

// The picture has no arrow to nowhere, none that comes round again, and a
// reason for each that it forbids.
func TestTheTableHoldsTogether(t *testing.T) {
	var climb func(name string, above []string)
	climb = func(name string, above []string) {
		if slices.Contains(above, name) {
			t.Fatalf("the arrows go round: %v", append(above, name))
		}
		r, drawn := rooms[name]
		if !drawn {
			t.Errorf("%v leads to %s, which is not in the table", above, name)
		}
		for _, to := range strings.Fields(r.may) {
			climb(to, append(above, name))
		}
	}
	for name, r := range rooms {
		if climb(name, nil); r.why == "" {
			t.Errorf("%s does not say why", name)
		}
	}
	for pair := range whyNot {
		for _, name := range pair {
			if _, drawn := rooms[name]; !drawn && name != "*" {
				t.Errorf("there is a reason about %s, which is not in the table", name)
			}
		}
		if slices.Contains(strings.Fields(rooms[pair[0]].may), pair[1]) {
			t.Errorf("%s may import %s, and is told why not", pair[0], pair[1])
		}
	}
}
