package catalog

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"taglane/app/taglane"
)

// archived packs files, in the order of their names and contents.
func archived(parts ...string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		w, _ := z.Create(parts[i])
		w.Write([]byte(parts[i+1]))
	}
	z.Close()
	return out.Bytes()
}

func zipped(name string, body []byte) []byte { return archived(name, string(body)) }

// one is an archive of a single member whose directory says what it likes.
func one(h zip.FileHeader, body []byte) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	if w, err := z.CreateRaw(&h); err == nil {
		w.Write(body)
	}
	z.Close()
	return out.Bytes()
}

const mugs = "title,price\nMug,3 EUR\nBowl,4 EUR\n"

func TestOneFileOfAnArchive(t *testing.T) {
	for name, in := range map[string][]byte{
		"deflated": archived("mugs.csv", mugs),
		"of a Mac": archived("mugs.csv", mugs, "__MACOSX/", "", "__MACOSX/._mugs.csv", "\x00\x05\x16\x07"),
		"stored":   one(zip.FileHeader{Name: "mugs.csv", Method: zip.Store, CompressedSize64: uint64(len(mugs)), UncompressedSize64: uint64(len(mugs)), CRC32: crc32.ChecksumIEEE([]byte(mugs))}, []byte(mugs)),
	} {
		for way, r := range map[string]io.Reader{"a file": bytes.NewReader(in), "a stream": iotest.HalfReader(bytes.NewBuffer(in))} {
			rows, report := readAll(t, Options{Complete: true}, r)
			if got := titles(rows); !slices.Equal(got, []string{"Mug", "Bowl"}) || !report.Complete || report.Bytes != int64(len(mugs)) {
				t.Errorf("%s as %s: %q, %+v", name, way, got, report)
			}
		}
	}
}

func TestArchivesThatAreNone(t *testing.T) {
	before := temporary(t)
	sum := crc32.ChecksumIEEE([]byte(mugs))
	sized := func(name string, method uint16, packed, plain uint64, crc uint32) []byte {
		return one(zip.FileHeader{Name: name, Method: method, CompressedSize64: packed, UncompressedSize64: plain, CRC32: crc}, []byte(mugs))
	}
	n := uint64(len(mugs))
	link := zip.FileHeader{Name: "mugs.csv", Method: zip.Store, CompressedSize64: n, UncompressedSize64: n, CRC32: sum}
	link.SetMode(os.ModeSymlink | 0o777)
	locked := archived("mugs.csv", mugs)
	locked[6] |= 1
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	const (
		other   = "The packed file holds folders, or names that are none. Pack the product file alone."
		damaged = "The packed file is damaged."
		twice   = "What is packed in this file is packed again. Unpack it and import what is inside."
		many    = "The packed file holds far too many files. Pack the product file alone."
	)
	for _, c := range []struct {
		name string
		in   []byte
		says string
	}{
		{"two", archived("a.csv", mugs, "b.csv", mugs), "The packed file holds several files. Pack the product file alone."},
		{"none", archived(), "The packed file is empty."},
		{"a folder", archived("feed/mugs.csv", mugs), other},
		{"upwards", archived("../mugs.csv", mugs), other},
		{"up", archived("..", mugs), other},
		{"rooted", archived("/etc/cron.d/mugs", mugs), other},
		{"backwards", archived(`..\..\mugs.csv`, mugs), other},
		{"a drive", archived(`C:mugs.csv`, mugs), other},
		{"nothing in it", archived("mugs\x00.csv", mugs), other},
		{"below a Mac", archived("__MACOSX/../../x", mugs, "mugs.csv", mugs), other},
		{"a link", one(link, []byte(mugs)), other},
		{"locked", locked, "The packed file is locked with a password. Unpack it and import what is inside."},
		{"packed oddly", sized("mugs.csv", 12, n, n, sum), "The file is packed in a way Taglane does not read. Unpack it and import what is inside."},
		{"ten gigabytes", sized("mugs.csv", zip.Store, n, 10<<30, sum), "The file is larger than 2 GiB. Split it and import the parts."},
		{"too short", sized("mugs.csv", zip.Store, n, n+1, sum), damaged},
		{"another sum", sized("mugs.csv", zip.Store, n, n, sum+1), damaged},
		{"an archive", archived("mugs.zip", string(archived("mugs.csv", mugs))), twice},
		{"gzip in it", archived("mugs.csv.gz", string(packed([]byte(mugs)))), twice},
		{"in gzip", packed(archived("mugs.csv", mugs)), twice},
		{"gzip in gzip", packed(packed([]byte(mugs))), twice},
		{"cut", archived("mugs.csv", mugs)[:60], damaged},
		{"gzip, cut", packed([]byte(mugs))[:30], damaged},
		{"gzip, cut in its head", packed([]byte(mugs))[:5], damaged},
		{"many", archived(slices.Repeat([]string{"a.csv", ""}, 200)...), many},
		{"a pile", append(archived("mugs.csv", mugs), directory(200_000)...), many},
		{"blanks that grow", zipped("mugs.csv", bytes.Repeat([]byte{' '}, 40<<20)), "The packed file grows far too much when it is unpacked."},
	} {
		for way, r := range map[string]io.Reader{"a file": bytes.NewReader(c.in), "a stream": io.MultiReader(bytes.NewReader(c.in))} {
			rows, report, err := read(Options{Complete: true}, r)
			if taglane.KindOf(err) != taglane.Invalid || taglane.SaidOf(err).String() != c.says || report.Complete || len(rows) > 2 {
				t.Errorf("%s as %s: %v, %d rows", c.name, way, err, len(rows))
			}
		}
		if _, err := Headers(bytes.NewReader(c.in)); err != nil && taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if left := temporary(t); left > before {
		t.Errorf("%d copies were left behind", left-before)
	}
}

// directory is the end of an archive that names very many files.
func directory(n int) []byte {
	head := make([]byte, 46)
	copy(head, "PK\x01\x02")
	out := bytes.Repeat(head, n)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], 0xfffe)
	binary.LittleEndian.PutUint16(end[10:], 0xfffe)
	binary.LittleEndian.PutUint32(end[12:], uint32(len(out)))
	return append(out, end...)
}

func temporary(t *testing.T) int {
	t.Helper()
	names, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return len(slices.DeleteFunc(names, func(e os.DirEntry) bool { return !strings.HasPrefix(e.Name(), "taglane-packed-") }))
}

// What the directory says of sizes is not believed: ten gigabytes that are ten
// megabytes packed end where they grow too much.
func TestAMemberOfTenGigabytes(t *testing.T) {
	var flat bytes.Buffer
	z := zip.NewWriter(&flat)
	w, _ := z.Create("feed.csv")
	w.Write([]byte("title\n"))
	blank := bytes.Repeat([]byte(" "), 1<<20)
	for range 64 {
		w.Write(blank)
	}
	z.Close()
	start, held := time.Now(), heap()
	_, report, err := read(Options{}, bytes.NewReader(flat.Bytes()))
	if taglane.KindOf(err) != taglane.Invalid || report.Bytes > 48<<20 {
		t.Errorf("%v after %d bytes of a file of %d", err, report.Bytes, flat.Len())
	}
	if grown := int64(heap()) - int64(held); grown > 8<<20 || time.Since(start) > 20*time.Second {
		t.Errorf("it left %d bytes and took %v", grown, time.Since(start))
	}
}

func TestAStreamThatTears(t *testing.T) {
	torn := errors.New("torn cable")
	in := archived("mugs.csv", mugs)
	_, _, err := read(Options{}, io.MultiReader(bytes.NewReader(in[:40]), iotest.ErrReader(torn)))
	if taglane.KindOf(err) != taglane.Refused || !errors.Is(err, torn) {
		t.Errorf("got %v", err)
	}
}
