import { armsVariablesInImage } from './arms-variables-in-image/rule';
import { onepilotLabelMisplaced } from './onepilot-label-misplaced/rule';
import { onepilotLabelValue } from './onepilot-label-value/rule';
import { onepilotLanguageMissing } from './onepilot-language-missing/rule';
import type { ManifestRule, Rule, RuleDescription } from './rule';
import { dynamicBinaryInScratch } from './dynamic-binary-in-scratch/rule';
import { goVersionBehindModule } from './go-version-behind-module/rule';
import { cgoWithoutCompiler } from './cgo-without-compiler/rule';
import { cgoRequiredButDisabled } from './cgo-required-but-disabled/rule';
import { glibcBinaryOnMusl } from './glibc-binary-on-musl/rule';
import { muslBinaryOnGlibc } from './musl-binary-on-glibc/rule';
import { glibcTooOld } from './glibc-too-old/rule';
import { externalLinkWithoutCgo } from './external-link-without-cgo/rule';
import { raceWithoutCgo } from './race-without-cgo/rule';
import { malformedLinkerFlag } from './malformed-linker-flag/rule';
import { moduleNotInWorkdir } from './module-not-in-workdir/rule';
import { shellCommandAsInstruction } from './shell-command-as-instruction/rule';
import { floatingSuite } from './floating-suite/rule';
import { crashingStaticLink } from './crashing-static-link/rule';
import { sharedLibraryMissing } from './shared-library-missing/rule';
import { linksharedRuntimeMissing } from './linkshared-runtime-missing/rule';
import { pluginToolchainMismatch } from './plugin-toolchain-mismatch/rule';
import { ineffectiveStaticFlag } from './ineffective-static-flag/rule';
import { assignmentHasNoEffect } from './assignment-has-no-effect/rule';
import { entrypointNotInImage } from './entrypoint-not-in-image/rule';
import { entrypointIsDirectory } from './entrypoint-is-directory/rule';
import { notExecutable } from './not-executable/rule';
import { shellFormWithoutShell } from './shell-form-without-shell/rule';
import { execFormVariable } from './exec-form-variable/rule';
import { healthcheckToolMissing } from './healthcheck-tool-missing/rule';
import { userNotInImage } from './user-not-in-image/rule';
import { ownerNotInImage } from './owner-not-in-image/rule';
import { entrypointScriptCannotRun } from './entrypoint-script-cannot-run/rule';
import { textAfterExecForm } from './text-after-exec-form/rule';
import { outputNotAProgram } from './output-not-a-program/rule';
import { shadowedPlatformArg } from './shadowed-platform-arg/rule';
import { undeclaredPlatformArg } from './undeclared-platform-arg/rule';
import { wrongArchitecture } from './wrong-architecture/rule';
import { missingGoArm } from './missing-go-arm/rule';
import { unrecognisedCgoValue } from './unrecognised-cgo-value/rule';
import { overriddenBuildFlag } from './overridden-build-flag/rule';
import { sourceNotCopied } from './source-not-copied/rule';
import { refusedInstruction } from './refused-instruction/rule';
import { commandNotInImage } from './command-not-in-image/rule';
import { fileNotInStage } from './file-not-in-stage/rule';
import { workspaceModuleNotCopied } from './workspace-module-not-copied/rule';
import { localReplaceNotCopied } from './local-replace-not-copied/rule';
import { embedNotInImage } from './embed-not-in-image/rule';
import { vendorOutOfUse } from './vendor-out-of-use/rule';
import { buildCacheNotWritable } from './build-cache-not-writable/rule';
import { moduleToolMissing } from './module-tool-missing/rule';
import { goCommandFails } from './go-command-fails/rule';
import { missingCaCertificates } from './missing-ca-certificates/rule';
import { missingTimeZoneData } from './missing-time-zone-data/rule';
import { raceDetectorInRelease } from './race-detector-in-release/rule';
import { missingTempDirectory } from './missing-temp-directory/rule';
import { staticGlibcResolver } from './static-glibc-resolver/rule';
import { sqliteOnNewMusl } from './sqlite-on-new-musl/rule';
import { kafkaOnMusl } from './kafka-on-musl/rule';
import { buildArgLost } from './build-arg-lost/rule';
import { retiredPort } from './retired-port/rule';
import { unknownGolangTag } from './unknown-golang-tag/rule';
import { goGetAsInstaller } from './go-get-as-installer/rule';
import { unpinnedToolInstall } from './unpinned-tool-install/rule';
import { obsoleteGoSetting } from './obsolete-go-setting/rule';
import { endOfLifeBase } from './end-of-life-base/rule';
import { gccgoToolchain } from './gccgo-toolchain/rule';
import { emulatedBuild } from './emulated-build/rule';
import { singleArchBase } from './single-arch-base/rule';
import { ambiguousArmPlatform } from './ambiguous-arm-platform/rule';
import { platformWithoutImage } from './platform-without-image/rule';
import { hardCodedDownloadArchitecture } from './hard-coded-download-architecture/rule';
import { sourceCopiedBeforeModules } from './source-copied-before-modules/rule';
import { moduleCacheNotMounted } from './module-cache-not-mounted/rule';
import { buildCacheNotMounted } from './build-cache-not-mounted/rule';
import { platformArgBeforeDownload } from './platform-arg-before-download/rule';
import { vcsStampingFails } from './vcs-stamping-fails/rule';
import { toolchainInFinalImage } from './toolchain-in-final-image/rule';
import { unstrippedBinary } from './unstripped-binary/rule';
import { missingTrimpath } from './missing-trimpath/rule';
import { versionArgBustsCache } from './version-arg-busts-cache/rule';
import { wrongCacheMountPath } from './wrong-cache-mount-path/rule';
import { secretInImage } from './secret-in-image/rule';
import { literalNotExpanded } from './literal-not-expanded/rule';
import { runTimeVariableInBuildStage } from './run-time-variable-in-build-stage/rule';
import { buildVariableInFinalStage } from './build-variable-in-final-stage/rule';
import { runsAsRoot } from './runs-as-root/rule';
import { privilegedPort } from './privileged-port/rule';
import { armsAgentNotCompiledIn } from './arms-agent-not-compiled-in/rule';
import { armsLicenseInImage } from './arms-license-in-image/rule';
import { armsPlaceholderLeft } from './arms-placeholder-left/rule';
import { armsVariableInBuildStage } from './arms-variable-in-build-stage/rule';
import { instgoNotOnPath } from './instgo-not-on-path/rule';
import { instgoWrongArchitecture } from './instgo-wrong-architecture/rule';
import { instgoVerbNotInstrumented } from './instgo-verb-not-instrumented/rule';
import { instgoNeedsNetwork } from './instgo-needs-network/rule';
import { instgoNeedsWritableDirectory } from './instgo-needs-writable-directory/rule';
import { oneagentStaticBinary } from './oneagent-static-binary/rule';
import { oneagentStaticCgo } from './oneagent-static-cgo/rule';
import { oneagentInternalLinkerOnMusl } from './oneagent-internal-linker-on-musl/rule';
import { oneagentNoLibc } from './oneagent-no-libc/rule';
import { oneagentStrippedSymbols } from './oneagent-stripped-symbols/rule';
import { oneagentRace } from './oneagent-race/rule';
import { oneagentLinkshared } from './oneagent-linkshared/rule';
import { oneagentPlugin } from './oneagent-plugin/rule';
import { oneagentVendored } from './oneagent-vendored/rule';
import { oneagentGoRun } from './oneagent-go-run/rule';
import { oneagentGccgo } from './oneagent-gccgo/rule';
import { oneagentPieWithoutCgo } from './oneagent-pie-without-cgo/rule';
import { oneagentUnofficialGo } from './oneagent-unofficial-go/rule';
import { unrecognisedIgnore } from './unrecognised-ignore/rule';
import { otelReadOnlySource } from './otel-read-only-source/rule';
import { otelNeedsNetwork } from './otel-needs-network/rule';
import { otelVendored } from './otel-vendored/rule';
import { otelPrefixMissing } from './otel-prefix-missing/rule';
import { otelModulesOnly } from './otel-modules-only/rule';

/** Rules about what the Dockerfile builds, one line each, in the order of the README's table. */
const defects = [
  dynamicBinaryInScratch,
  goVersionBehindModule,
  cgoWithoutCompiler,
  cgoRequiredButDisabled,
  glibcBinaryOnMusl,
  muslBinaryOnGlibc,
  glibcTooOld,
  externalLinkWithoutCgo,
  raceWithoutCgo,
  malformedLinkerFlag,
  moduleNotInWorkdir,
  shellCommandAsInstruction,
  floatingSuite,
  crashingStaticLink,
  sharedLibraryMissing,
  linksharedRuntimeMissing,
  pluginToolchainMismatch,
  ineffectiveStaticFlag,
  assignmentHasNoEffect,
  entrypointNotInImage,
  entrypointIsDirectory,
  notExecutable,
  shellFormWithoutShell,
  execFormVariable,
  healthcheckToolMissing,
  userNotInImage,
  ownerNotInImage,
  entrypointScriptCannotRun,
  textAfterExecForm,
  outputNotAProgram,
  shadowedPlatformArg,
  undeclaredPlatformArg,
  wrongArchitecture,
  missingGoArm,
  unrecognisedCgoValue,
  overriddenBuildFlag,
  sourceNotCopied,
  commandNotInImage,
  fileNotInStage,
  goCommandFails,
  refusedInstruction,
  missingCaCertificates,
  missingTimeZoneData,
  raceDetectorInRelease,
  missingTempDirectory,
  staticGlibcResolver,
  sqliteOnNewMusl,
  kafkaOnMusl,
  buildArgLost,
  retiredPort,
  unknownGolangTag,
  goGetAsInstaller,
  unpinnedToolInstall,
  obsoleteGoSetting,
  endOfLifeBase,
  gccgoToolchain,
  emulatedBuild,
  singleArchBase,
  platformWithoutImage,
  ambiguousArmPlatform,
  hardCodedDownloadArchitecture,
  workspaceModuleNotCopied,
  localReplaceNotCopied,
  embedNotInImage,
  vendorOutOfUse,
  buildCacheNotWritable,
  moduleToolMissing,
  sourceCopiedBeforeModules,
  moduleCacheNotMounted,
  buildCacheNotMounted,
  platformArgBeforeDownload,
  vcsStampingFails,
  toolchainInFinalImage,
  unstrippedBinary,
  missingTrimpath,
  versionArgBustsCache,
  wrongCacheMountPath,
  secretInImage,
  literalNotExpanded,
  runTimeVariableInBuildStage,
  buildVariableInFinalStage,
  runsAsRoot,
  privilegedPort,
  otelReadOnlySource,
  otelNeedsNetwork,
  otelVendored,
  otelPrefixMissing,
  otelModulesOnly,
  armsAgentNotCompiledIn,
  armsLicenseInImage,
  armsPlaceholderLeft,
  armsVariableInBuildStage,
  instgoNotOnPath,
  instgoWrongArchitecture,
  instgoVerbNotInstrumented,
  instgoNeedsNetwork,
  instgoNeedsWritableDirectory,
  oneagentStaticBinary,
  oneagentStaticCgo,
  oneagentInternalLinkerOnMusl,
  oneagentNoLibc,
  oneagentStrippedSymbols,
  oneagentRace,
  oneagentLinkshared,
  oneagentPlugin,
  oneagentVendored,
  oneagentGoRun,
  oneagentGccgo,
  oneagentPieWithoutCgo,
  oneagentUnofficialGo,
  armsVariablesInImage,
] as const satisfies readonly Rule[];

/** All rules about Dockerfiles. The last one speaks of the comments that silence the others, so it is given their names. */
export const rules = [...defects, unrecognisedIgnore(ruleIds(defects))] as const satisfies readonly Rule[];

/** Those about Kubernetes manifests. */
export const manifestRules = [
  onepilotLabelMisplaced,
  onepilotLabelValue,
  onepilotLanguageMissing,
] as const satisfies readonly ManifestRule[];

/** What settings, reports and documents list. */
export const allRules: readonly RuleDescription[] = [...rules, ...manifestRules];

function ruleIds(list: readonly Rule[]): readonly string[] {
  return list.map((rule) => rule.id);
}
