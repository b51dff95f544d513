; Packs dist\parts into dist\parts-setup.exe: per user, no administrator. `dev.py build` runs it on Windows.
;
; parts-setup.exe /S installs without a word. Exit codes: 0 done, 2 the program is running, 3 the shop could not be backed
; up, 4 files could not be replaced, 5 a newer version is there. Data is never touched: it lies in another folder.
Unicode true
Target amd64-unicode
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "WordFunc.nsh"

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
!define MUI_WELCOMEFINISHPAGE_BITMAP "..\build\setup-side.bmp"
!define MUI_WELCOMEPAGE_TEXT "This puts ${NAME} ${VERSION} on this computer, for you alone; no administrator is needed.$\r$\n$\r$\nAn older version is replaced. The shop stays as it is, and a backup of it is made first.$\r$\n$\r$\nClose ${NAME} before you go on."
!define MUI_FINISHPAGE_RUN "$INSTDIR\parts.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Open ${NAME} now"
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_PRE StayInTheFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "The program is taken off this computer. The shop's books, drafts and backups stay where they are: ${DATA}"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Var There
Var VersionThere

; An older version refuses to open a shop that a newer one has opened, so it does not take its place. What is installed is
; replaced where it is: in another folder it would be forgotten.
Function .onInit
  ReadRegStr $There HKCU "${KEY}" "InstallLocation"
  ReadRegStr $VersionThere HKCU "${KEY}" "DisplayVersion"
  ${IfNot} ${FileExists} "$There\parts.exe"
  ${AndIfNot} ${FileExists} "$There\_old\*.*"
    StrCpy $There ""
    Return
  ${EndIf}
  StrCpy $INSTDIR $There
  ${VersionCompare} "$VersionThere" "${VERSION}" $0
  ${If} $0 = 1
    MessageBox MB_OK|MB_ICONSTOP "${NAME} $VersionThere is on this computer, and this is the older version ${VERSION}, which cannot open a shop of the newer one. Nothing was changed.$\r$\n$\r$\nTo go back all the same, uninstall the newer version, install this one, and restore the backup that was made before the update." /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
FunctionEnd

Function StayInTheFolder
  StrCmp $There "" ask
  Abort
  ask:
FunctionEnd

; A program that runs cannot be opened for writing. Asks again until it is closed; silently it gives up.
!macro RefuseWhileItRuns UN
Function ${UN}RefuseWhileItRuns
  again:
  Push "parts.exe"
  Call ${UN}IsOpen
  Push "parts-console.exe"
  Call ${UN}IsOpen
  Pop $0
  Pop $1
  StrCmp "$0$1" "nono" closed
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is open. Close it, then try again." /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Quit
  closed:
FunctionEnd

; Whether the program of that name is open, "yes" or "no", in the place of the name
Function ${UN}IsOpen
  Pop $2
  StrCpy $3 "no"
  ${If} ${FileExists} "$INSTDIR\$2"
    ClearErrors
    FileOpen $4 "$INSTDIR\$2" a
    ${If} ${Errors}
      StrCpy $3 "yes"
    ${Else}
      FileClose $4
    ${EndIf}
  ${EndIf}
  Push $3
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

; What was there is put aside whole, so that no file of it stays among the new ones, and comes back if this fails
!macro Aside NAME
  ${If} ${FileExists} "$INSTDIR\${NAME}"
    Rename "$INSTDIR\${NAME}" "$INSTDIR\_old\${NAME}"
  ${EndIf}
!macroend
!macro Back NAME
  ${If} ${FileExists} "$INSTDIR\_old\${NAME}"
    RMDir /r "$INSTDIR\${NAME}"
    Delete "$INSTDIR\${NAME}"
    Rename "$INSTDIR\_old\${NAME}" "$INSTDIR\${NAME}"
  ${EndIf}
!macroend

; Also of a setup that was cut off: _old is there only until all the new files are
Function PutBack
  !insertmacro Back "parts.exe"
  !insertmacro Back "parts-console.exe"
  !insertmacro Back "_internal"
  RMDir "$INSTDIR\_old"
FunctionEnd

; What was written of the new version goes; where there was another, that comes back
Function Undo
  ${If} $There == ""
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\parts.exe"
    Delete "$INSTDIR\parts-console.exe"
  ${EndIf}
  Call PutBack
  RMDir "$INSTDIR"
FunctionEnd

; A full disk ends here
Function .onInstFailed
  Call Undo
FunctionEnd

Section "" Program
  SetShellVarContext current
  Call RefuseWhileItRuns
  Call PutBack
  ; silently, a disk that is full in the middle ends the setup there and then, so it is looked at before
  SectionGetSize ${Program} $0
  IntOp $0 $0 / 1024
  ${GetRoot} "$INSTDIR" $1
  ClearErrors
  ${DriveSpace} "$1\" "/D=F /S=M" $2
  ${IfNot} ${Errors}
  ${AndIf} $2 <= $0
    MessageBox MB_OK|MB_ICONSTOP "There is not enough room on $1: ${NAME} needs $0 MB, and $2 MB are free. Nothing was changed." /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
  Call BackUpTheShop
  SetErrorLevel 4
  RMDir /r "$INSTDIR\_gone"
  CreateDirectory "$INSTDIR\_old"
  ClearErrors
  !insertmacro Aside "_internal"
  !insertmacro Aside "parts.exe"
  !insertmacro Aside "parts-console.exe"
  ${If} ${Errors}
    Call PutBack
    MessageBox MB_OK|MB_ICONSTOP "A file in $INSTDIR is in use, so nothing was changed. Start the computer again, then try again." /SD IDOK
    Quit
  ${EndIf}
  SetOutPath "$INSTDIR"
  SetOverwrite try
  ClearErrors
  File /r "..\dist\parts\_internal"
  File "..\dist\parts\parts.exe"
  File "..\dist\parts\parts-console.exe"
  ${If} ${Errors}
    Call Undo
    Abort "Not every file could be written; the version that was there is back."
  ${EndIf}
  SetErrorLevel 0
  Rename "$INSTDIR\_old" "$INSTDIR\_gone"
  RMDir /r "$INSTDIR\_gone"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\parts.exe" "" "$INSTDIR\parts.exe" 0
  CreateShortcut "$SMPROGRAMS\${NAME} commands.lnk" "$SYSDIR\cmd.exe" '/K "parts-console --help"' "$INSTDIR\parts.exe" 0
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

Section "Uninstall"
  SetShellVarContext current
  Call un.RefuseWhileItRuns
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_old"
  RMDir /r "$INSTDIR\_gone"
  Delete "$INSTDIR\parts.exe"
  Delete "$INSTDIR\parts-console.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$SMPROGRAMS\${NAME} commands.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegKey HKCU "${KEY}"
  ${If} ${FileExists} "${DATA}\*.*"
    DetailPrint "The shop stays in ${DATA}"
    MessageBox MB_OK|MB_ICONINFORMATION "${NAME} is gone from this computer.$\r$\n$\r$\nThe shop's books, drafts and backups are still in$\r$\n${DATA}$\r$\nand are there again when it is installed once more." /SD IDOK
  ${EndIf}
SectionEnd
