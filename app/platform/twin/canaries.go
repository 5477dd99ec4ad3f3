package twin

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf16"
)

// Canaries are secrets in every form in which a program may let one out.
type Canaries map[string][]byte

// Add takes a secret with its forms. Of base64 only what does not depend on
// what stands beside it can be looked for, at each of three places. What is
// shorter than six letters stands in any text, and is left out.
func (c Canaries) Add(secret string) {
	if len(secret) < 6 {
		return
	}
	name := secret[:4] + "…"
	c[name+" plain "+secret] = []byte(secret)
	c[name+" in a query "+secret] = []byte(url.QueryEscape(secret))
	c[name+" in a path "+secret] = []byte(url.PathEscape(secret))
	c[name+" in hex "+secret] = []byte(hex.EncodeToString([]byte(secret)))
	quoted, _ := json.Marshal(secret)
	c[name+" in JSON "+secret] = bytes.Trim(quoted, `"`)
	var little, big []byte
	for _, u := range utf16.Encode([]rune(secret)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	c[name+" in UTF-16LE "+secret], c[name+" in UTF-16BE "+secret] = little, big
	for shift := range 3 {
		for kind, code := range map[string]*base64.Encoding{"std": base64.RawStdEncoding, "url": base64.RawURLEncoding} {
			text := code.EncodeToString(append(bytes.Repeat([]byte{'x'}, shift), secret...))
			text = text[(shift*8+5)/6 : len(text)-1]
			c[fmt.Sprint(name, " in base64 ", kind, shift, " ", secret)] = []byte(text)
		}
	}
}

// In names what of the canaries a text has in it; never the secret itself.
func (c Canaries) In(text []byte) (found []string) {
	for name, form := range c {
		if bytes.Contains(text, form) {
			words := strings.Fields(name)
			found = append(found, strings.Join(words[:len(words)-1], " "))
		}
	}
	return found
}
