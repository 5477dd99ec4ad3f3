//go:build !unix && !windows

package media

import "os/exec"

func ownGroup(*exec.Cmd) {}

func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }

func rest(int, bool) {}

func bind(int) {}
