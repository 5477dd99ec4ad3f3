package media

import (
	"os/exec"
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"
)

func ownGroup(*exec.Cmd) {}

func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }

func rest(int, bool) {}

// house is the job that all children belong to. Its handle is ours alone and is
// never closed by hand: the system does that when Taglane ends, however that
// comes about, and ends the job with it.
var house = sync.OnceValue(func() windows.Handle {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return 0
	}
	var rules windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	rules.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY | windows.JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION
	rules.ProcessMemoryLimit = uintptr(min(child{}.limits().memory, uint64(^uintptr(0))))
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&rules)), uint32(unsafe.Sizeof(rules))); err != nil {
		windows.CloseHandle(job)
		return 0
	}
	return job
})

// bind takes a child that has just started into the job. One that is gone
// already, or that cannot be bound, only runs on when Taglane is killed.
func bind(pid int) {
	job := house()
	if job == 0 {
		return
	}
	child, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(pid))
	if err != nil {
		return
	}
	defer windows.CloseHandle(child)
	_ = windows.AssignProcessToJobObject(job, child)
}
