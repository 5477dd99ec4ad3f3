package crash

import "golang.org/x/sys/windows"

// stillActive is what a process answers that has not ended.
const stillActive = 259

// alive says whether a process of that number runs; one that cannot be asked counts.
func alive(pid int) bool {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return err == windows.ERROR_ACCESS_DENIED
	}
	defer windows.CloseHandle(h)
	var code uint32
	return windows.GetExitCodeProcess(h, &code) != nil || code == stillActive
}
