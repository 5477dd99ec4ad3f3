package desktop

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/wailsapp/wails/v2/pkg/options"
)

// sessionBus starts a bus for this test alone.
func sessionBus(t *testing.T) {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("this machine has no session bus")
	}
	c := exec.Command(daemon, "--session", "--nofork", "--print-address", "--address=unix:path="+filepath.Join(t.TempDir(), "bus"))
	said, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	address, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
}

type first chan string

func (f first) SendMessage(message string) *dbus.Error {
	f <- message
	return nil
}

func TestASecondStartHandsOver(t *testing.T) {
	sessionBus(t)
	if handOver("taglane-default") {
		t.Fatal("handed over to nobody")
	}
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer bus.Close()
	name, path := lockOnBus("taglane-default")
	heard := make(first, 1)
	if err := bus.Export(heard, path, name); err != nil {
		t.Fatal(err)
	}
	if reply, err := bus.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(reply, err)
	}
	if !handOver("taglane-default") {
		t.Fatal("the first was not told")
	}
	var got options.SecondInstanceData
	if err := json.Unmarshal([]byte(<-heard), &got); err != nil {
		t.Fatal(err)
	}
	dir, _ := os.Getwd()
	if want := (options.SecondInstanceData{Args: os.Args[1:], WorkingDirectory: dir}); !reflect.DeepEqual(got, want) {
		t.Errorf("told %+v, not %+v", got, want)
	}
	if handOver("taglane-another") {
		t.Error("a window on another library was taken for this one")
	}
}

func TestWithoutASessionBus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	if handOver("taglane-default") {
		t.Error("handed over to nobody")
	}
}
