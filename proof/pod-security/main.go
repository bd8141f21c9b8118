// Answers, for every pod that it reads, what Kubernetes' own Pod Security admission has against it.
//
// In, one JSON object per line: a pod, or a pod template ({"metadata": …, "spec": …}).
// Out, one JSON object per line, in the same order: per level the ids of the checks that forbid the pod, from policy version 1.0 to
// the last one asked for. A step holds until the minor of the next one; the minor -1 is the policy version "latest".
//
//	{"baseline": [{"minor": 0, "forbidden": []}, {"minor": -1, "forbidden": []}], "restricted": […]}
//	{"error": "…"} where Kubernetes cannot decode the pod at all
//
// The first line out lists what the module knows: {"checks": [{"id": …, "level": …, "versions": ["v1.8", …], "overrides": […]}, …]}.
//
// Run: go run . -newest 40 < pods.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	kjson "sigs.k8s.io/json"
)

type step struct {
	Minor     int      `json:"minor"`
	Forbidden []string `json:"forbidden"`
}

type verdict struct {
	Error      string `json:"error,omitempty"`
	Baseline   []step `json:"baseline,omitempty"`
	Restricted []step `json:"restricted,omitempty"`
}

type description struct {
	ID        string   `json:"id"`
	Level     string   `json:"level"`
	Versions  []string `json:"versions"`
	Overrides []string `json:"overrides"`
}

func main() {
	newest := flag.Int("newest", 40, "the last policy minor to evaluate")
	flag.Parse()

	checks := policy.DefaultChecks()
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	print := json.NewEncoder(out)
	must(print.Encode(map[string]any{"checks": describe(checks)}))

	nameResults(checks)
	evaluator, err := policy.NewEvaluator(checks, nil)
	must(err)

	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			must(print.Encode(judge(evaluator, line, *newest)))
		}
		if err != nil {
			return
		}
	}
}

// nameResults makes each check answer with its own id as the reason: the evaluator's results carry none.
func nameResults(checks []policy.Check) {
	for _, check := range checks {
		for i := range check.Versions {
			decide := check.Versions[i].CheckPod
			check.Versions[i].CheckPod = func(meta *metav1.ObjectMeta, spec *corev1.PodSpec) policy.CheckResult {
				result := decide(meta, spec)
				result.ForbiddenReason = string(check.ID)
				return result
			}
		}
	}
}

func judge(evaluator policy.Evaluator, line []byte, newest int) verdict {
	var pod corev1.Pod
	if err := kjson.UnmarshalCaseSensitivePreserveInts(line, &pod); err != nil {
		return verdict{Error: err.Error()}
	}
	setDefaults(&pod.Spec)
	return verdict{
		Baseline:   steps(evaluator, &pod, api.LevelBaseline, newest),
		Restricted: steps(evaluator, &pod, api.LevelRestricted, newest),
	}
}

// setDefaults does what an API server does to an object before admission sees it, as far as the policies read it: a volume without a
// source becomes an emptyDir.
func setDefaults(spec *corev1.PodSpec) {
	for i := range spec.Volumes {
		if spec.Volumes[i].VolumeSource == (corev1.VolumeSource{}) {
			spec.Volumes[i].EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
}

func steps(evaluator policy.Evaluator, pod *corev1.Pod, level api.Level, newest int) []step {
	var all []step
	for minor := 0; minor <= newest; minor++ {
		forbidden := forbidding(evaluator, pod, level, api.MajorMinorVersion(1, minor))
		if len(all) == 0 || !slices.Equal(all[len(all)-1].Forbidden, forbidden) {
			all = append(all, step{minor, forbidden})
		}
	}
	return append(all, step{-1, forbidding(evaluator, pod, level, api.LatestVersion())})
}

func forbidding(evaluator policy.Evaluator, pod *corev1.Pod, level api.Level, version api.Version) []string {
	forbidden := []string{}
	for _, result := range evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: version}, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			forbidden = append(forbidden, result.ForbiddenReason)
		}
	}
	slices.Sort(forbidden)
	return forbidden
}

func describe(checks []policy.Check) []description {
	var all []description
	for _, check := range checks {
		d := description{ID: string(check.ID), Level: string(check.Level), Versions: []string{}, Overrides: []string{}}
		for _, version := range check.Versions {
			d.Versions = append(d.Versions, version.MinimumVersion.String())
			for _, override := range version.OverrideCheckIDs {
				if !slices.Contains(d.Overrides, string(override)) {
					d.Overrides = append(d.Overrides, string(override))
				}
			}
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b description) int {
		if a.Level != b.Level {
			if a.Level < b.Level {
				return -1
			}
			return 1
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return all
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
