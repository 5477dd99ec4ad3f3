// Taglane is a desktop creator studio for short shoppable clips. Without words
// it opens the window; with a verb it does one thing and ends.
package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"slices"
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
	config.Sample = slices.Contains(os.Args[1:], "--sample")
	if len(os.Args) > 1 && !config.Sample {
		fmt.Fprintf(os.Stderr, "taglane: there is no verb %q; `taglane help` lists them.\n", os.Args[1])
		os.Exit(2)
	}
	if err := desktop.Run(config); err != nil {
		if strings.Contains(err.Error(), "correct build tags") {
			err = taglane.Errorf(taglane.Refused, "This build has no window; try `taglane serve`.")
		}
		fmt.Fprintln(os.Stderr, taglane.MessageOf(err))
		os.Exit(1)
	}
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
