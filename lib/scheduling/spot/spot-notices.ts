import { SpotNotice } from './spot-plan';

// What is left of the notice for a pod: less than the notice, because somebody has to see it and evict the pod.

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
export const AWS_NOTICE: SpotNotice = { who: 'AWS', noticeSeconds: 120, graceSeconds: 90 };

/** Best effort. @see https://learn.microsoft.com/azure/virtual-machines/spot-vms */
export const AZURE_NOTICE: SpotNotice = { who: 'Azure', noticeSeconds: 30, graceSeconds: 20 };

/** The other half belongs to the system's own pods. @see https://docs.cloud.google.com/kubernetes-engine/docs/concepts/spot-vms */
export const GCP_NOTICE: SpotNotice = { who: 'Google Cloud', noticeSeconds: 30, graceSeconds: 15 };
