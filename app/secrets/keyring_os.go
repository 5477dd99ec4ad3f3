package secrets

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/zalando/go-keyring"
)

// SystemKeyring is the keyring of the system: Secret Service on Linux and its
// relatives, Keychain on macOS, Credential Manager on Windows.
func SystemKeyring() Keyring { return systemKeyring{} }

type systemKeyring struct{}

var errNoBus = errors.New("there is no session bus, so there is no keyring")

func (systemKeyring) Get(service, user string) ([]byte, error) {
	if !busThere() {
		return nil, errNoBus
	}
	text, err := keyring.Get(service, user)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, absent("the keyring has no such entry")
	}
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, absent("the keyring's entry is no key")
	}
	return key, nil
}

// Set puts the key there as text, which is all that some keyrings take.
func (systemKeyring) Set(service, user string, key []byte) error {
	if !busThere() {
		return errNoBus
	}
	return keyring.Set(service, user, base64.StdEncoding.EncodeToString(key))
}

// busThere says whether a session bus is running where keyrings are asked over
// one. Without it the library would start a bus, and with it a keyring that is
// locked and that nobody sees.
func busThere() bool {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return true
	}
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" {
		return !strings.HasPrefix(a, "autolaunch:")
	}
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		return false
	}
	info, err := os.Stat(filepath.Join(dir, "bus"))
	return err == nil && info.Mode()&os.ModeSocket != 0
}
