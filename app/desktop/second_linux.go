package desktop

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/wailsapp/wails/v2/pkg/options"
)

// patience is how long the first Taglane may take to say that it has heard.
const patience = 5 * time.Second

// handOver gives what this start is to open to the Taglane that holds the lock,
// and says whether there was one. The window has the same by itself, but looks
// only while the library is being opened, and ends a start that has done what
// it was for as if it had failed.
func handOver(lock string) bool {
	bus, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return false
	}
	defer bus.Close()
	if bus.Auth(nil) != nil || bus.Hello() != nil {
		return false
	}
	dir, err := os.Getwd()
	if err != nil {
		return false
	}
	message, err := json.Marshal(options.SecondInstanceData{Args: os.Args[1:], WorkingDirectory: dir})
	if err != nil {
		return false
	}
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	name, path := lockOnBus(lock)
	return bus.Object(name, path).CallWithContext(ctx, name+".SendMessage", dbus.FlagNoAutoStart, string(message)).Err == nil
}

// lockOnBus is how the window calls its lock on the session's bus.
func lockOnBus(lock string) (string, dbus.ObjectPath) {
	id := "wails_app_" + strings.NewReplacer("-", "_", ".", "_").Replace(lock)
	return "org." + id + ".SingleInstance", dbus.ObjectPath("/org/" + id + "/SingleInstance")
}
