package desktop

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// interfaceOf is the body of an interface of accounts.ts.
func interfaceOf(t *testing.T, name string) string {
	t.Helper()
	src, err := os.ReadFile("../../frontend/src/studio/accounts.ts")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?s)interface ` + name + ` \{(.*?)(\n\}| \}\n)`).FindStringSubmatch(string(src))
	if m == nil {
		t.Fatalf("accounts.ts does not know %s", name)
	}
	return m[1]
}

func TestEveryVerbOfAccountsIsAnswered(t *testing.T) {
	found := 0
	for _, m := range regexp.MustCompile(`(?m)^  ([a-zA-Z]+)\((.*)\): Promise`).FindAllStringSubmatch(interfaceOf(t, "AccountVerbs"), -1) {
		found++
		name := strings.ToUpper(m[1][:1]) + m[1][1:]
		do, ok := reflect.TypeFor[*Bridge]().MethodByName(name)
		if !ok {
			t.Errorf("the screen calls %s, which the bridge does not have", name)
			continue
		}
		takes := len(regexp.MustCompile(`[a-z]+: `).FindAllString(m[2], -1))
		if do.Type.NumIn()-1 != takes {
			t.Errorf("%s takes %d arguments, and the screen gives %d", name, do.Type.NumIn()-1, takes)
		}
	}
	if found < 15 {
		t.Errorf("only %d verbs were found", found)
	}
}

// What crosses has exactly the fields that the screen knows, and no nothing.
func TestAccountsCrossAsTheScreenKnowsThem(t *testing.T) {
	for name, v := range map[string]any{
		"Service": studio.Service{}, "Need": studio.Need{}, "GuideStep": studio.GuideStep{}, "Login": studio.Login{},
		"AccountHealth": studio.AccountHealth{}, "Vault": studio.VaultState{}, "Quota": studio.Quota{},
		"Account": account{Account: taglane.Account{BaseURL: "https://x.example", Sealed: true}, Settings: map[string]string{}},
	} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(b, &fields); err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, m := range regexp.MustCompile(`(?m)(?:^  | |^)([a-zA-Z_]+)\??: `).FindAllStringSubmatch(plain(interfaceOf(t, name)), -1) {
			want = append(want, m[1])
		}
		slices.Sort(want)
		if got := slices.Sorted(maps.Keys(fields)); !slices.Equal(got, want) {
			t.Errorf("%s crosses with %v, and the screen knows %v", name, got, want)
		}
	}
}

// The limits of every service are there in full, and every list is one.
func TestServicesCrossInFull(t *testing.T) {
	t.Setenv("TAGLANE_DEMO", "1") // the only service that there is here
	base, token, _ := served(t)
	_, body, _ := ask{method: "POST", path: "/verb/Services", body: `[]`, header: map[string]string{"X-Token": token}}.do(t, base)
	var answer struct {
		Result []struct {
			Service      string                     `json:"service"`
			Capabilities map[string]json.RawMessage `json:"capabilities"`
		} `json:"result"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer.Result) == 0 || strings.Contains(body, "null") {
		t.Fatalf("the services are %s (%v)", body, err)
	}
	for _, service := range answer.Result {
		for _, m := range regexp.MustCompile(`(?m)^  ([a-z_]+): `).FindAllStringSubmatch(interfaceOf(t, "Capabilities"), -1) {
			if service.Capabilities[m[1]] == nil {
				t.Errorf("the limits of %s lack %s", service.Service, m[1])
			}
		}
	}
}

// plain is an interface without comments and without what its fields consist of.
func plain(body string) string {
	for _, cut := range []string{`//[^\n]*`, `(?s)/\*.*?\*/`, `\{[^}]*\}`} {
		body = regexp.MustCompile(cut).ReplaceAllString(body, "")
	}
	return body
}

func TestOnlyShownAddressesAreOpened(t *testing.T) {
	base, token, _ := served(t)
	verb := func(name, args string) string {
		_, body, _ := ask{method: "POST", path: "/verb/" + name, body: args, header: map[string]string{"X-Token": token}}.do(t, base)
		return body
	}
	for _, address := range []string{"https://evil.example", "http://127.0.0.1:1", "file:///etc/passwd", "javascript:alert(1)"} {
		if got := verb("OpenLink", `["`+address+`"]`); !strings.Contains(got, `"error"`) || strings.Contains(got, "Internal") {
			t.Errorf("%s: %s", address, got)
		}
	}
	for _, settings := range []string{"null", `{"base_url":"https://proxy.example"}`} {
		got := verb("AddAccount", `["memory","Far `+strconv.Itoa(len(settings))+`",`+settings+`,null]`)
		if !strings.Contains(got, `"settings":{}`) || strings.Contains(got, `"base_url":"https://proxy.example"`) != (settings != "null") {
			t.Errorf("an account is %s", got)
		}
	}
	if got := verb("Accounts", `[]`); !strings.Contains(got, `"settings":{}`) {
		t.Errorf("the accounts are %s", got)
	}
	if got := verb("Vault", `[]`); !strings.Contains(got, `"state":"`) || strings.Contains(got, `"error"`) {
		t.Errorf("the vault is %s", got)
	}
	if got := verb("Login", `[]`); got != `{"result":{"state":"none","account":"","address":"","question":"","names":[],"message":""}}`+"\n" {
		t.Errorf("no login is %s", got)
	}
}
