//go:build barewindow

// Barewindow is the least a window of this kind can be: one page with a few
// words. What Taglane takes longer to start than this is Taglane's own.
package main

import (
	"context"
	"testing/fstest"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/runtime"
)

const page = `<!doctype html><meta charset="utf-8"><title>Bare</title>
<body style="margin:0;background:#0d0e11;color:#f2f3f6;font:24px sans-serif"><p style="padding:24px">A window with a few words in it.</p>
<p style="padding:24px;font-size:96px;line-height:2">The quick brown fox jumps over the lazy dog</p></body>`

func main() {
	err := wails.Run(&options.App{
		Title: "Bare", Width: 1440, Height: 900, StartHidden: true, BackgroundColour: options.NewRGB(0x0d, 0x0e, 0x11),
		AssetServer: &assetserver.Options{Assets: fstest.MapFS{"index.html": {Data: []byte(page)}}},
		OnDomReady:  func(ctx context.Context) { runtime.WindowShow(ctx) },
		Linux:       &linux.Options{ProgramName: "bare", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
	})
	if err != nil {
		panic(err)
	}
}
