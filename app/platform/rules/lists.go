package rules

import (
	_ "embed"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
)

//go:embed lists.json
var listsFile []byte

var lists = sync.OnceValues(func() (out map[string][]string, err error) {
	err = json.Unmarshal(listsFile, &out)
	return out, err
})

// ListOf is the address at which a service shows an account's own posts to its
// person; "" for none. What of it names the account comes from the account's
// settings.
func ListOf(service string, settings map[string]string) string {
	all, err := lists()
	if err != nil {
		panic("rules: lists.json does not hold: " + err.Error())
	}
next:
	for _, address := range all[service] {
		for {
			from, to := strings.IndexByte(address, '{'), strings.IndexByte(address, '}')
			if from < 0 {
				return address
			}
			value := settings[address[from+1:to]]
			if value == "" {
				continue next
			}
			address = address[:from] + url.PathEscape(value) + address[to+1:]
		}
	}
	return ""
}
