; The installer for Windows: for one person, without an administrator. It takes out by name what it put in and nothing else, so a
; library, also a portable one beside the program, outlives it.
Unicode true
SetCompressor /SOLID lzma
SetCompressorDictSize 64 ; taglane.com is taglane.exe almost to the byte: with room for both it costs next to nothing
RequestExecutionLevel user
ManifestDPIAware true
!include MUI2.nsh
!include LogicLib.nsh

Name "Taglane"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Taglane"
InstallDirRegKey HKCU "Software\Taglane" "Folder"
VIProductVersion "${NUMBER}.0"
VIAddVersionKey "ProductName" "Taglane"
VIAddVersionKey "ProductVersion" "${NUMBER}"
VIAddVersionKey "FileVersion" "${NUMBER}"
VIAddVersionKey "FileDescription" "Installs Taglane"
VIAddVersionKey "CompanyName" "Taglane"
VIAddVersionKey "LegalCopyright" "MIT License"

!define MUI_ICON "${FROM}/taglane.ico"
!define MUI_UNICON "${FROM}/taglane.ico"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\taglane.exe"
!ifndef FFMPEG
  !define MUI_FINISHPAGE_TEXT "Taglane is installed. To read video it needs ffmpeg, which is not part of it. In a terminal:$\r$\n$\r$\n    winget install ffmpeg$\r$\n$\r$\nThen start Taglane. Settings > About says whether anything is missing."
!endif
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!define CLASSES "Software\Classes"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Taglane"
!define WEBVIEW "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"

; The part of Windows that draws the window. Nothing is fetched without a yes; a silent installation fetches nothing.
Function webview
  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\${WEBVIEW}" "pv"
  ${If} $0 == ""
    ReadRegStr $0 HKCU "Software\${WEBVIEW}" "pv"
  ${EndIf}
  ${If} $0 != ""
  ${AndIf} $0 != "0.0.0.0"
    Return
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONQUESTION "Taglane's window is drawn by Microsoft Edge WebView2, which this computer lacks. Let Microsoft's installer fetch it now?" /SD IDNO IDNO later
  InitPluginsDir
  File "/oname=$PLUGINSDIR\webview2.exe" "${FROM}/webview2.exe"
  ExecWait '"$PLUGINSDIR\webview2.exe" /silent /install' $0
  ${If} $0 == 0
    Return
  ${EndIf}
  later:
  DetailPrint "WebView2 is missing. Taglane asks again when it is started."
FunctionEnd

Section
  SetShellVarContext current
  Call webview
  SetOutPath $INSTDIR
  File "${FROM}/taglane.exe"
  File "${FROM}/taglane.com"
  File "${FROM}/taglane.ico"
  File "${FROM}/LICENCES.txt"
!ifdef FFMPEG
  SetOutPath $INSTDIR\ffmpeg
  File "${FROM}/ffmpeg/*"
  SetOutPath $INSTDIR
!endif
  CreateShortcut "$SMPROGRAMS\Taglane.lnk" "$INSTDIR\taglane.exe" "" "$INSTDIR\taglane.ico"
  WriteRegStr HKCU "Software\Taglane" "Folder" "$INSTDIR"

  ; Bundles are ours to open. Clips may be opened with it; what opens them by itself stays what it was.
  WriteRegStr HKCU "${CLASSES}\.taglane" "" "Taglane.Bundle"
  WriteRegStr HKCU "${CLASSES}\Taglane.Bundle" "" "Taglane bundle"
  WriteRegStr HKCU "${CLASSES}\Taglane.Bundle\DefaultIcon" "" "$INSTDIR\taglane.ico"
  WriteRegStr HKCU "${CLASSES}\Taglane.Bundle\shell\open\command" "" '"$INSTDIR\taglane.exe" -- "%1"'
  WriteRegStr HKCU "${CLASSES}\Applications\taglane.exe" "FriendlyAppName" "Taglane"
  WriteRegStr HKCU "${CLASSES}\Applications\taglane.exe\shell\open\command" "" '"$INSTDIR\taglane.exe" -- "%1"'
  WriteRegStr HKCU "${CLASSES}\Applications\taglane.exe\SupportedTypes" ".mp4" ""
  WriteRegStr HKCU "${CLASSES}\Applications\taglane.exe\SupportedTypes" ".mov" ""
  WriteRegStr HKCU "${CLASSES}\Applications\taglane.exe\SupportedTypes" ".m4v" ""
  WriteRegStr HKCU "${CLASSES}\Applications\taglane.exe\SupportedTypes" ".webm" ""
  WriteRegStr HKCU "${CLASSES}\Applications\taglane.exe\SupportedTypes" ".mkv" ""
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\taglane.exe" "" "$INSTDIR\taglane.exe"

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${ENTRY}" "DisplayName" "Taglane"
  WriteRegStr HKCU "${ENTRY}" "DisplayVersion" "${NUMBER}"
  WriteRegStr HKCU "${ENTRY}" "DisplayIcon" "$INSTDIR\taglane.ico"
  WriteRegStr HKCU "${ENTRY}" "Publisher" "Taglane"
  WriteRegStr HKCU "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${ENTRY}" "NoRepair" 1
SectionEnd

Section Uninstall
  SetShellVarContext current
  Delete "$INSTDIR\taglane.exe"
  Delete "$INSTDIR\taglane.com"
  Delete "$INSTDIR\taglane.ico"
  Delete "$INSTDIR\LICENCES.txt"
!ifdef FFMPEG
  Delete "$INSTDIR\ffmpeg\ffmpeg.exe"
  Delete "$INSTDIR\ffmpeg\ffprobe.exe"
  Delete "$INSTDIR\ffmpeg\LICENSE*"
  RMDir "$INSTDIR\ffmpeg"
!endif
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only where nothing else is in it
  Delete "$SMPROGRAMS\Taglane.lnk"
  DeleteRegKey HKCU "${CLASSES}\.taglane"
  DeleteRegKey HKCU "${CLASSES}\Taglane.Bundle"
  DeleteRegKey HKCU "${CLASSES}\Applications\taglane.exe"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\taglane.exe"
  DeleteRegKey HKCU "Software\Taglane"
  DeleteRegKey HKCU "${ENTRY}"
SectionEnd
