// Taglane is a desktop creator studio for short shoppable clips. Without words
// it opens the window; with a verb it does one thing and ends.
package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"taglane/app/cli"
	"taglane/app/desktop"
	"taglane/app/media"
	_ "taglane/app/platform/all"
	"taglane/app/taglane"
)

//go:embed all:frontend/dist
var dist embed.FS

func main() {
	if handled, code := media.WorkerMain(os.Args[1:], os.Stdin, os.Stdout); handled {
		os.Exit(code)
	}
	config := desktop.Config{Frontend: frontend(), Library: os.Getenv("TAGLANE_LIBRARY"), Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	if len(os.Args) > 1 && cli.IsVerb(os.Args[1]) {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		code := cli.Run(ctx, world(config), os.Args[1:])
		stop()
		os.Exit(code)
	}
	if err := reads(&config, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "taglane: %s `taglane help` lists what there is.\n", taglane.MessageOf(err))
		os.Exit(2)
	}
	if err := desktop.Run(config); err != nil {
		switch {
		case errors.Is(err, desktop.ErrNoDisplay):
			err = taglane.Errorf(taglane.Refused, "There is no display here; `taglane serve` shows the studio in a browser.")
		case strings.Contains(err.Error(), "correct build tags"):
			err = taglane.Errorf(taglane.Refused, "This build has no window; try `taglane serve`.")
		}
		fmt.Fprintln(os.Stderr, taglane.MessageOf(err))
		os.Exit(1)
	}
}

// reads takes in the words a window is opened with: files to open, and flags.
// A first word that is neither a verb nor a file is a verb mistyped.
func reads(config *desktop.Config, args []string) error {
	dir, err := os.Getwd()
	if err != nil {
		dir = "/"
	}
	words, err := desktop.ReadWords(args, dir)
	if err != nil {
		return err
	}
	if len(words.Files) > 0 && !strings.HasPrefix(args[0], "-") && !strings.ContainsAny(args[0], "./\\") {
		if _, err := os.Stat(words.Files[0]); err != nil {
			return taglane.Errorf(taglane.Invalid, "There is no verb %q, and no such file.", args[0])
		}
	}
	config.Sample, config.Files = words.Sample, words.Files
	if words.Library != "" {
		config.Library = words.Library
	}
	return nil
}

// world lends the command line the process it runs in.
func world(config desktop.Config) cli.World {
	tty, err := os.Stderr.Stat()
	return cli.World{
		Version: desktop.Version(), Options: desktop.Options, Stdout: os.Stdout, Stderr: os.Stderr,
		Tell: err == nil && tty.Mode()&os.ModeCharDevice != 0,
		Serve: func(ctx context.Context, o cli.ServeOptions) error {
			config.Library, config.Sample = o.Library, o.Sample
			return desktop.Serve(ctx, config, desktop.ServeOptions{Addr: o.Addr, Origin: o.Origin, JSON: o.JSON, Out: os.Stdout})
		},
	}
}

func frontend() fs.FS {
	sub, err := fs.Sub(dist, "frontend/dist")
	if err != nil {
		panic(err) // the path is the one embedded above
	}
	return sub
}
