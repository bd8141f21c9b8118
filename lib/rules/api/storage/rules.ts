import { Rule } from '../../rule';
import { csiDriver } from './csi-driver';
import { persistentVolume } from './persistent-volume';
import { storageClass } from './storage-class';
import { volumeAttributesClass } from './volume-attributes-class';
import { volumeClaim } from './volume-claim';

/** What API servers want of what stores data. */
export const STORAGE_RULES: readonly Rule[] = [volumeClaim, persistentVolume, storageClass, volumeAttributesClass, csiDriver];
