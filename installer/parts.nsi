; Packs dist\parts into dist\parts-setup.exe: per user, no administrator. `dev.py build` runs it on Windows.
;
; parts-setup.exe /S installs without a word. Exit codes: 0 done, 2 the program is running, 3 the shop could not be backed
; up, 4 files could not be replaced. Data is never touched: it lies in another folder.
Unicode true
Target amd64-unicode
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"

; the one place where the version stands
!searchparse /file "..\app\__init__.py" '__version__ = "' VERSION '"'

!define NAME "Parts Counter"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\PartsCounter"
!define DATA "$LOCALAPPDATA\Parts Counter"

Name "${NAME}"
OutFile "..\dist\parts-setup.exe"
InstallDir "$LOCALAPPDATA\Programs\PartsCounter"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} – setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define MUI_ICON "..\build\parts-counter.ico"
!define MUI_UNICON "..\build\parts-counter.ico"
!define MUI_WELCOMEPAGE_TEXT "This puts ${NAME} ${VERSION} on this computer, for you alone; no administrator is needed.$\r$\n$\r$\nAn older version is replaced. The shop stays as it is, and a backup of it is made first.$\r$\n$\r$\nClose ${NAME} before you go on."
!define MUI_FINISHPAGE_RUN "$INSTDIR\parts.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Open ${NAME} now"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "The program is taken off this computer. The shop's books, drafts and backups stay where they are: ${DATA}"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs cannot be opened for writing. Asks again until it is closed; silently it gives up.
!macro RefuseWhileItRuns UN
Function ${UN}RefuseWhileItRuns
  again:
    IfFileExists "$INSTDIR\parts.exe" 0 closed
    ClearErrors
    FileOpen $0 "$INSTDIR\parts.exe" a
    IfErrors running
    FileClose $0
    Goto closed
  running:
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is open. Close it, then try again." /SD IDCANCEL IDRETRY again
    SetErrorLevel 2
    Quit
  closed:
FunctionEnd
!macroend
!insertmacro RefuseWhileItRuns ""
!insertmacro RefuseWhileItRuns "un."

; The version that is there backs its own shop up: the new one may need other tables.
Function BackUpTheShop
  IfFileExists "$INSTDIR\parts-console.exe" 0 nothing
  DetailPrint "The shop is backed up ..."
  nsExec::ExecToLog '"$INSTDIR\parts-console.exe" backup --before-update'
  Pop $0
  StrCmp $0 "0" nothing
  MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "No backup of the shop could be made; the reason stands under Details.$\r$\n$\r$\nThe books are not touched by this setup. Go on without a backup?" /SD IDNO IDYES nothing
  SetErrorLevel 3
  Quit
  nothing:
FunctionEnd

Section
  SetShellVarContext current
  Call RefuseWhileItRuns
  Call BackUpTheShop
  ; what was there is put aside whole, so that no file of it stays among the new ones, and comes back if this fails
  RMDir /r "$INSTDIR\_old"
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    ClearErrors
    Rename "$INSTDIR\_internal" "$INSTDIR\_old"
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONSTOP "A file in $INSTDIR is in use, so nothing was changed. Start the computer again, then try again." /SD IDOK
      SetErrorLevel 4
      Quit
    ${EndIf}
  ${EndIf}
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "..\dist\parts\_internal"
  File "..\dist\parts\parts.exe"
  File "..\dist\parts\parts-console.exe"
  ${If} ${Errors}
    Call PutBack
    SetErrorLevel 4
    Abort "Not every file could be written; the version that was there is back."
  ${EndIf}
  RMDir /r "$INSTDIR\_old"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\parts.exe" "" "$INSTDIR\parts.exe" 0
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\parts.exe" "" "$INSTDIR\parts.exe" 0

  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\parts.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "Parts Counter contributors"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
SectionEnd

Function PutBack
  ${If} ${FileExists} "$INSTDIR\_old\*.*"
    RMDir /r "$INSTDIR\_internal"
    Rename "$INSTDIR\_old" "$INSTDIR\_internal"
  ${EndIf}
FunctionEnd

Section "Uninstall"
  SetShellVarContext current
  Call un.RefuseWhileItRuns
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_old"
  Delete "$INSTDIR\parts.exe"
  Delete "$INSTDIR\parts-console.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegKey HKCU "${KEY}"
  ${If} ${FileExists} "${DATA}\*.*"
    DetailPrint "The shop stays in ${DATA}"
    MessageBox MB_OK|MB_ICONINFORMATION "${NAME} is gone from this computer.$\r$\n$\r$\nThe shop's books, drafts and backups are still in$\r$\n${DATA}$\r$\nand are there again when it is installed once more." /SD IDOK
  ${EndIf}
SectionEnd
